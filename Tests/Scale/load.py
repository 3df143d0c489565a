"""Clients that ask all the time, and what became of every request."""

import http.client
import json
import threading
import time
import urllib.parse

WORDS = ["attention", "hello", "invariance", "translation", "balancer", "machine", "sequence", "encyclopedia"]


class Answer:
    """What a client saw of one request."""

    def __init__(self, identifier, began, status, body, ended):
        self.identifier, self.began, self.status, self.body, self.ended = identifier, began, status, body, ended


class Load:
    """Clients in threads, from `start` until `finish`."""

    def __init__(self, url, clients, label):
        self.place = urllib.parse.urlsplit(url).netloc
        self.label = label
        self.answers = []
        self.enough = threading.Event()
        self.threads = [threading.Thread(target=self.ask, args=[number]) for number in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.enough.set()
        for thread in self.threads:
            thread.join()

    def ask(self, client):
        connection = None
        number = 0
        while not self.enough.is_set():
            number += 1
            identifier = f"{self.label}-{client}-{number}"
            if connection is None:
                connection = http.client.HTTPConnection(self.place, timeout=60)
            body = json.dumps({"input": WORDS[(client + number) % len(WORDS)], "num_beams": 2})
            began = time.monotonic()
            status, text = None, b""
            try:
                connection.request("POST", "/decode", body, {"X-Request-ID": identifier})
                reply = connection.getresponse()
                text = reply.read()
                status = reply.status
                closes = reply.will_close
            except (OSError, http.client.HTTPException) as error:
                status, closes = f"{type(error).__name__}", True
            self.answers.append(Answer(identifier, began, status, text, time.monotonic()))
            # Every second client makes a connection for each request.
            if closes or client % 2 == 1:
                connection.close()
                connection = None

    def wait_for(self, count):
        """Until so many more answers have come."""
        wanted = len(self.answers) + count
        deadline = time.monotonic() + 60
        while len(self.answers) < wanted and time.monotonic() < deadline:
            time.sleep(0.01)

    def statuses(self):
        counts = {}
        for answer in self.answers:
            counts[answer.status] = counts.get(answer.status, 0) + 1
        return counts
