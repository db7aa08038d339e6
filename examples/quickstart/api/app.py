"""Counts visits in Redis."""

import os
import signal
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def count_visit():
    with socket.create_connection((os.environ["REDIS_HOST"], 6379), timeout=3) as redis:
        redis.sendall(b"INCR visits\r\n")
        return int(redis.recv(64).strip().lstrip(b":"))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            return self.answer("ok")
        self.answer(f"Hello! You are visitor number {count_visit()}.")

    def answer(self, text):
        body = f"{text}\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("listening on port 8000")
ThreadingHTTPServer(("", 8000), Handler).serve_forever()
