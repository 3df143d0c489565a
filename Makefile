# heed: the commands that a person types. `make help` lists them.

.DEFAULT_GOAL := help
SWIFT_FILES := Package.swift Sources Tests Fuzz/Package.swift Fuzz/Targets Benchmarks/Package.swift Benchmarks/Targets
C_FILES := $(shell git ls-files 'Sources/*.c' 'Sources/*.h' 'Sources/*.cpp' 'Sources/*.hpp' 'Benchmarks/Targets/*.c' 'Benchmarks/Targets/*.h' \
	'Tests/*.c' \
	2>/dev/null)
PREFIX ?= /usr/local

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: serve
serve: build ## Install what is missing, build in release, serve the embedded model on 127.0.0.1:8080 (PORT=… or HEED_PORT)
	.build/release/heed serve $(if $(filter command,$(firstword $(origin PORT))),--port $(PORT))

.PHONY: install
install: build ## Build in release and put the executable into PREFIX/bin (/usr/local)
	install -D -m 755 .build/release/heed $(DESTDIR)$(PREFIX)/bin/heed

.PHONY: build
build: ## Build the release executable
	@Tools/install-dependencies.sh build
	@[ -d .build/release ] || echo "The first build takes two to five minutes on two cores, and some 500 MB of disk."
	swift build -c release --product heed

.PHONY: test
test: ## Install what tests need and run everything: unit tests, then the release executable with curl
	@Tools/install-dependencies.sh build test
	@echo "1 of 4: the tests are built (the first time, some three minutes on two cores)"
	swift build --build-tests
	@echo "2 of 4: the tests run (a minute)"
	swift test --skip-build
	@echo "3 of 4: the executable is built with optimisation (the first time, two to five minutes)"
	swift build -c release --product heed
	@echo "4 of 4: the executable is tried as a user would"
	Tests/Smoke/smoke.sh .build/release/heed

.PHONY: smoke
smoke: build ## Only the end-to-end test of the release executable with curl
	@Tools/install-dependencies.sh test
	Tests/Smoke/smoke.sh .build/release/heed

.PHONY: test-scale
test-scale: build ## Two instances on hosts of their own behind HAProxy and nginx: stops, a death, overload, a slow one
	@Tools/install-dependencies.sh test scale
	Tests/Scale/manifests.sh
	Tests/Scale/scale.py .build/release/heed

.PHONY: check-manifests
check-manifests: ## Check config/kubernetes and config/kserve with kubernetes-validate, checkov and the schemas of KServe
	@Tools/install-dependencies.sh bench scale
	python3 -m venv .venv
	.venv/bin/pip install --quiet --requirement Tests/Scale/requirements.txt
	Tests/Scale/manifests.sh .venv/bin/python

.PHONY: sanitize
sanitize: sanitize-address sanitize-thread sanitize-undefined ## Run the tests under the address, thread and undefined-behaviour sanitizers

# One test at a time: beside a thousand others, which all wait for the same few threads, a test under a sanitizer is not done
# within its time limit.
SANITIZED := swift test --skip-build --no-parallel

.PHONY: sanitize-address
sanitize-address:
	@Tools/install-dependencies.sh build test
	swift build --build-tests --sanitize=address --scratch-path .build-asan
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tools/sanitizers/lsan.supp:print_suppressions=0 \
		$(SANITIZED) --sanitize=address --scratch-path .build-asan

.PHONY: sanitize-thread
sanitize-thread:
	@Tools/install-dependencies.sh build test
	swift build --build-tests --sanitize=thread --scratch-path .build-tsan
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tools/sanitizers/tsan.supp \
		$(SANITIZED) --sanitize=thread --scratch-path .build-tsan

# Of the C and C++ sources: Swift traps by itself. Without its runtime, which SwiftPM cannot link here: what is undefined ends the tests.
UNDEFINED := -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined -Xcxx -fsanitize=undefined -Xcxx -fsanitize-trap=undefined

.PHONY: sanitize-undefined
sanitize-undefined:
	@Tools/install-dependencies.sh build test
	swift build --build-tests $(UNDEFINED) --scratch-path .build-ubsan
	$(SANITIZED) --scratch-path .build-ubsan

SOAK_SECONDS ?= 600

.PHONY: soak
soak: build ## Keep the release executable busy with mixed load for SOAK_SECONDS: nothing lost, memory level
	Tests/Soak/soak.py .build/release/heed $(SOAK_SECONDS)

STRESS_SECONDS ?= 60

.PHONY: stress-team
stress-team: ## Hold the thread team against its model, then interrupt it for STRESS_SECONDS: every item once, no hang
	@Tools/install-dependencies.sh models
	Tests/Models/check.sh
	@mkdir -p .build
	clang -O0 -std=gnu17 -Wall -Wextra -ISources/CKernels -ISources/CKernels/include -o .build/stress-team \
		Tests/Stress/team.c Sources/CKernels/team.c Sources/CKernels/threads.c -lpthread
	.build/stress-team $(STRESS_SECONDS) 8

FUZZ_TARGETS ?= FuzzSafetensors FuzzPyTorch FuzzPickle FuzzJSON FuzzTokenizerFile FuzzVocabularyFiles \
	FuzzSentencePieceFile FuzzMarianModel FuzzHTTPMessage FuzzText
FUZZ_SECONDS ?= 600

.PHONY: fuzz-parsers
fuzz-parsers: ## Run each parser under the fuzzer for FUZZ_SECONDS (docs/fuzzing.md)
	@Tools/install-dependencies.sh build
	@for target in $(FUZZ_TARGETS); do Fuzz/fuzz.sh $$target $(FUZZ_SECONDS) || exit 1; done

.PHONY: fuzz
fuzz: build ## Hold the release executable against its API description with schemathesis (docs/fuzzing.md)
	@Tools/install-dependencies.sh test
	Tests/Contract/fuzz.sh .build/release/heed

.PHONY: test-clients
test-clients: build ## Hold the release executable against other people's clients, of pinned versions (from PyPI, into .venv-clients)
	@Tools/install-dependencies.sh clients
	swift build --product small-hub
	Tests/Clients/install.sh .venv-clients
	.venv-clients/bin/python Tests/Clients/hub_cache.py .build/release/heed .build/debug/small-hub
	.venv-clients/bin/python Tests/Clients/embeddings.py .build/release/heed
	.venv-clients/bin/python Tests/Clients/translations.py .build/release/heed
	.venv-clients/bin/python Tests/Clients/tensors.py .build/release/heed

.venv-viewer/bin/python: Tests/Viewer/requirements.txt
	@Tools/install-dependencies.sh viewer
	python3 -m venv .venv-viewer
	.venv-viewer/bin/pip install --quiet --requirement Tests/Viewer/requirements.txt
	@touch $@

.PHONY: test-viewer
test-viewer: build .venv-viewer/bin/python ## Try the page of the release executable in a browser (Debian's chromium; Playwright and axe from PyPI, into .venv-viewer)
	.venv-viewer/bin/python Tests/Viewer/test_page.py .build/release/heed

.PHONY: viewer-pictures
viewer-pictures: build .venv-viewer/bin/python ## Take the pictures of docs/viewer.md and README.md anew
	.venv-viewer/bin/python Tests/Viewer/pictures.py .build/release/heed docs/viewer

.PHONY: bench
bench: build ## Measure against peers and the machine's limits, and write docs/benchmarks.md (a quarter of an hour; ONLY=SECTIONS)
	@Tools/install-dependencies.sh bench
	swift build -c release --package-path Benchmarks
	python3 -m venv .venv
	.venv/bin/pip install --quiet --requirement Benchmarks/requirements.txt
	.venv/bin/python Benchmarks/bench.py --only "$(ONLY)" --output docs/benchmarks.md

.PHONY: check-monitoring
check-monitoring: ## Check the configuration and the alerts for Prometheus (needs its promtool)
	promtool check config config/prometheus/prometheus.yml
	promtool test rules config/prometheus/heed.rules.test.yml

.PHONY: format
format: ## Format Swift and C sources in place
	@Tools/install-dependencies.sh format
	swift format --in-place --recursive --parallel $(SWIFT_FILES)
	clang-format -i $(C_FILES)

.PHONY: check-format
check-format: ## Fail when a source is not formatted, or a document has a broken link
	@Tools/install-dependencies.sh format
	swift format lint --strict --recursive --parallel $(SWIFT_FILES)
	clang-format --dry-run --Werror $(C_FILES)
	Tools/check-markdown.sh

.PHONY: dist
dist: ## Make a tarball in dist/: executable with the Swift runtime within, licences, NOTICE, configuration, checksums
	@Tools/install-dependencies.sh build
	swift build -c release --product heed --static-swift-stdlib --scratch-path .build-dist
	Tools/dist.sh .build-dist/release/heed

.PHONY: test-dist
test-dist: dist ## Run the tarball on a bare Debian 12 and a bare Ubuntu 24.04, as root (needs debootstrap)
	Tests/Distribution/roots.sh dist/*.tar.gz

.PHONY: image
image: ## Build the Docker image heed:latest
	docker build -t heed:latest .

.PHONY: fixtures
fixtures: ## Rewrite the tests' reference outputs with transformers (needs the Python packages of Tools/fixtures/README.md)
	python3 Tools/fixtures/families/encoder_decoders.py
	python3 Tools/fixtures/families/encoders.py
	python3 Tools/fixtures/families/positions.py
	python3 Tools/fixtures/families/layers.py
	python3 Tools/fixtures/marian_tokenizers.py
	python3 Tools/fixtures/pipelines.py
	python3 Tools/fixtures/subword_models.py
	python3 Tools/fixtures/tokenizer_directories.py
	python3 Tools/fixtures/decoding.py
	python3 Tools/fixtures/pytorch_checkpoints.py
	python3 Tools/fixtures/layouts/make.py

.PHONY: families-table
families-table: ## Measure every family against its reference outputs and write the table of docs/families.md
	@Tools/install-dependencies.sh build test
	swift build --build-tests
	HEED_WRITE_FAMILIES_TABLE=1 swift test --skip-build --filter FamilyReferenceTests

.PHONY: clean
clean: ## Remove build products
	rm -rf .build .build-asan .build-tsan .build-dist dist Fuzz/.build Fuzz/.corpus Benchmarks/.build
