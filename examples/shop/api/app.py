"""A shop: POST /orders with an item stores an order, GET / counts orders and visits."""

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2
import redis

cache = redis.Redis(host=os.environ["REDIS_HOST"])


def query(statement, *values):
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def prepare_database():
    """depends_on without a condition waits for the start of the database only, so its readiness is our business."""
    while True:
        try:
            return query("CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY, item text NOT NULL)")
        except psycopg2.OperationalError:
            print("waiting for the database")
            time.sleep(0.2)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            query("SELECT 1")
            cache.ping()
            return self.answer(200, {"status": "ok"})
        [[orders]] = query("SELECT count(*) FROM orders")
        self.answer(200, {"orders": orders, "visits": cache.incr("visits")})

    def do_POST(self):
        item = self.rfile.read(int(self.headers["Content-Length"])).decode()
        [[id]] = query("INSERT INTO orders (item) VALUES (%s) RETURNING id", item)
        self.answer(201, {"id": id, "item": item})

    def answer(self, status, value):
        body = (json.dumps(value) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
prepare_database()
print("listening on port 8000")
ThreadingHTTPServer(("", 8000), Handler).serve_forever()
