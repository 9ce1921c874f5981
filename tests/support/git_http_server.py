"""Serves the git repositories below a folder over HTTP on a free loopback port, by the real `git http-backend`.

Usage: git_http_server.py FOLDER [USER:PASSWORD]. Prints "ready http://127.0.0.1:PORT". With a user, every request needs it.
Paths below /moved/ redirect to the same path without it, those below /away/ to the address in the environment variable AWAY.
"""
import base64
import http.server
import os
import subprocess
import sys

ROOT = os.path.abspath(sys.argv[1])
USER = sys.argv[2] if len(sys.argv) > 2 else ""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        print("request", self.command, self.path, "authorization=" + str(bool(self.headers.get("Authorization"))), flush=True)
        for prefix, target in (("/moved", ""), ("/away", os.environ.get("AWAY", ""))):
            if self.path.startswith(prefix + "/"):
                return self.answer(302, [("Location", target + self.path[len(prefix):])])
        wanted = "Basic " + base64.b64encode(USER.encode()).decode()
        if USER and self.headers.get("Authorization") != wanted:
            return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')])
        path, _, query = self.path.partition("?")
        env = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": ROOT, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
            "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1", "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*", "HOME": ROOT,
        }
        out = subprocess.run(["git", "http-backend"], input=body, env=env, stdout=subprocess.PIPE, check=False).stdout
        head, _, rest = out.partition(b"\r\n\r\n")
        status, headers = 200, []
        for line in head.decode().split("\r\n"):
            name, _, value = line.partition(": ")
            if name.lower() == "status":
                status = int(value.split()[0])
            elif name:
                headers.append((name, value))
        self.answer(status, headers, rest)

    do_GET = do_POST = handle_any

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("ready http://127.0.0.1:%d" % server.server_port, flush=True)
server.serve_forever()
