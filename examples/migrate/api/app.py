"""Tasks: POST / adds one, GET / lists them. The table is the migration's business: without it every request fails."""

import json
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2


def query(statement, *values):
    connection = psycopg2.connect("")  # PGHOST, PGUSER, ... are in the environment
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        rows = query("SELECT id, title, done FROM tasks ORDER BY id")
        self.answer(200, [{"id": id, "title": title, "done": done} for id, title, done in rows])

    def do_POST(self):
        title = self.rfile.read(int(self.headers["Content-Length"])).decode()
        [[id]] = query("INSERT INTO tasks (title) VALUES (%s) RETURNING id", title)
        self.answer(201, {"id": id, "title": title, "done": False})

    def answer(self, status, value):
        body = (json.dumps(value) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
query("SELECT 1 FROM tasks LIMIT 1")
print("listening on port 8080")
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
