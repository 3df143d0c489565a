# heed in a small image: docker build -t heed . && docker run --rm -p 8080:8080 heed

FROM swift:6.3.1-bookworm AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates libcld2-dev libcurl4-gnutls-dev libgnutls28-dev libicu-dev libjansson-dev libmicrohttpd-dev \
        libonig-dev libsentencepiece-dev pkg-config zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /heed
COPY Package.swift ./
COPY Sources Sources
# The manifest names the test targets too, and their folders must be there.
COPY Tests Tests
RUN swift build -c release --product heed --static-swift-stdlib \
    && strip --strip-all -o /usr/local/bin/heed .build/release/heed
COPY Tools/licences.sh Tools/licences.sh
RUN Tools/licences.sh /usr/local/share/doc/heed/licences

FROM debian:bookworm-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        libcld2-0 libcurl3-gnutls libgnutls30 libicu72 libjansson4 libmicrohttpd12 libonig5 libsentencepiece0 zlib1g \
    # Of their packages, what is for training and for more languages is not used.
    && rm -rf /var/lib/apt/lists/* /usr/lib/*/libsentencepiece_train.so.* /usr/lib/*/libcld2_full.so.* \
        /usr/lib/*/libcld2_dynamic.so.* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin heed \
    # A volume that is mounted here takes its owner from it.
    && install -d -o heed /models
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /usr/local/bin/heed /usr/local/bin/heed
COPY --from=build /usr/local/share/doc/heed /usr/local/share/doc/heed
COPY LICENSE NOTICE /usr/local/share/doc/heed/
USER heed
# Inside a container the port is published deliberately, so it listens on every interface there. This is a default, which a mounted
# configuration file, HEED_HOST and --host override.
ENV HEED_DEFAULT_HOST=0.0.0.0
# Where models from the Hub are kept.
ENV HF_HOME=/models
EXPOSE 8080
STOPSIGNAL SIGTERM
# The first start may fetch models, which takes as long as it takes; a success ends this period at once.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30m CMD ["heed", "health"]
ENTRYPOINT ["heed"]
CMD ["serve"]
