"""Notes: POST / stores the body as a note, GET / lists them all."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2


def query(statement, *values):
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            query("SELECT 1")
            return self.answer(200, {"status": "ok"})
        rows = query("SELECT id, body FROM notes ORDER BY id")
        self.answer(200, [{"id": id, "body": body} for id, body in rows])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        [[id]] = query("INSERT INTO notes (body) VALUES (%s) RETURNING id", body)
        self.answer(201, {"id": id, "body": body})

    def answer(self, status, value):
        body = (json.dumps(value) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
query("CREATE TABLE IF NOT EXISTS notes (id serial PRIMARY KEY, body text NOT NULL)")
print("listening on port 8080")
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
