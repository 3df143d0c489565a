"""Instances of heed behind a balancer, as a queueing model: requests come at random, an instance does steps over all that it works on."""

import bisect
import heapq
import random


class Profile:
    """What was measured of one instance.

    - steps: [(sequences that a step computed together, milliseconds from one step to the next)], by sequences
    - bodies: for each body of the mix {"steps", "sequences" in each of them on average, "encode_ms"}
    - outside_ms: what requests took beyond the instance's own time: network, balancer, client. A sample.
    """

    def __init__(self, steps, bodies, outside_ms):
        self.steps, self.bodies, self.outside_ms = steps, bodies, outside_ms
        self.sizes = [size for size, _ in steps]

    def step_ms(self, sequences):
        """Between measured points on a line, beyond the last one as between the last two."""
        if len(self.steps) == 1:
            return self.steps[0][1]
        if sequences <= self.sizes[0]:
            return self.steps[0][1]
        place = min(bisect.bisect_left(self.sizes, sequences), len(self.sizes) - 1)
        (x0, y0), (x1, y1) = self.steps[place - 1], self.steps[place]
        return y0 + (y1 - y0) * (sequences - x0) / (x1 - x0)


class Request:
    def __init__(self, arrival, body, outside):
        self.arrival, self.body, self.outside = arrival, body, outside
        self.remaining = body["steps"]


class Instance:
    """One thread: takes in what waits, encodes it, does one step of everything, and again."""

    def __init__(self, profile, limit):
        self.profile, self.limit = profile, limit
        self.waiting, self.running = [], []
        self.is_busy = False

    @property
    def requests(self):
        return len(self.waiting) + len(self.running)

    def begin_round(self):
        """Returns how long it takes; None: there is nothing to do."""
        encoding = 0.0
        sequences = sum(request.body["sequences"] for request in self.running)
        while self.waiting and (not self.running or sequences + self.waiting[0].body["sequences"] <= self.limit):
            request = self.waiting.pop(0)
            encoding += request.body["encode_ms"]
            sequences += request.body["sequences"]
            self.running.append(request)
        self.is_busy = bool(self.running)
        return encoding + (self.profile.step_ms(sequences) if sequences else 0) if self.running else None

    def end_round(self):
        """Returns the requests that are finished."""
        for request in self.running:
            request.remaining -= 1
        finished = [request for request in self.running if request.remaining <= 0]
        self.running = [request for request in self.running if request.remaining > 0]
        return finished


def simulate(profile, instances, arrivals, limit=128, connections=256, seed=1):
    """Latencies of requests, in milliseconds, in the order of their arrival.

    - arrivals: [(milliseconds, index of the body)]
    - limit: sequences that an instance decodes together (`max_running_sequences`)
    - connections: requests that the balancer gives an instance; the others wait for whoever has room first
    """
    chance = random.Random(seed)
    servers = [Instance(profile, limit) for _ in range(instances)]
    latencies = [0.0] * len(arrivals)
    waiting, turn = [], 0
    # (time, order, kind, content): what happens next. The order keeps equal times apart.
    events = [(time, number, "arrival", number) for number, (time, _) in enumerate(arrivals)]
    heapq.heapify(events)
    order = len(arrivals)

    def go_on(server, now):
        nonlocal order
        duration = server.begin_round()
        if duration is not None:
            order += 1
            heapq.heappush(events, (now + duration, order, "round", server))

    def place(number, request, now):
        """With the instance that has the fewest requests, in turn among equals."""
        nonlocal turn
        turn += 1
        server = min((servers[(turn + offset) % instances] for offset in range(instances)), key=lambda one: one.requests)
        if server.requests >= connections:
            return False
        request.number = number
        server.waiting.append(request)
        if not server.is_busy:
            go_on(server, now)
        return True

    while events:
        now, _, kind, content = heapq.heappop(events)
        if kind == "arrival":
            request = Request(now, profile.bodies[arrivals[content][1]], chance.choice(profile.outside_ms))
            if waiting or not place(content, request, now):
                waiting.append((content, request))
            continue
        for request in content.end_round():
            latencies[request.number] = now - request.arrival + request.outside
        while waiting and place(*waiting[0], now):
            waiting.pop(0)
        go_on(content, now)
    return latencies


def poisson(rate, seconds, bodies, seed):
    """Arrivals that know nothing of each other, `rate` a second on average, each with one of the bodies."""
    chance = random.Random(seed)
    time, arrivals = 0.0, []
    while True:
        time += chance.expovariate(rate) * 1000
        if time >= seconds * 1000:
            return arrivals
        arrivals.append((time, chance.randrange(bodies)))


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def instances_for(profile, rate, p99_ms, most=64, seconds=120, limit=128):
    """The fewest instances that keep 99 of 100 requests below a time: [(instances, p50, p99)] of all that were tried; the last one does."""
    tried = []
    arrivals = poisson(rate, seconds, len(profile.bodies), seed=1)
    for count in range(1, most + 1):
        latencies = simulate(profile, count, arrivals, limit)
        tried.append((count, percentile(latencies, 0.5), percentile(latencies, 0.99)))
        if tried[-1][2] <= p99_ms:
            return tried
    return tried
