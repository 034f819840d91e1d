"""Redis and nginx as processes on loopback, each in a folder of its own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.live_app import free_port
from tests.models.recovery.install import PATH
from tests.waiting import until


class Server:
    """A process that listens on `port` while its `with` lasts, and may be stopped and started in between."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen | None = None

    def command(self) -> Sequence[str]:
        raise NotImplementedError

    def start(self) -> None:
        program, *arguments = self.command()
        path = shutil.which(program, path=PATH)
        assert path, f"no {program}: python -m tests.serving.install"
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen([path, *arguments], cwd=self.folder, stdout=log, stderr=log)
        until(lambda: self._process.poll() is not None or self._listens())
        assert self._process.poll() is None, (self.folder / "log").read_text()

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.stop()


class Redis(Server):
    """A store that keeps nothing on disk."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def command(self) -> Sequence[str]:
        return ("redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")


class Nginx(Server):
    """A proxy before several apps under a path, which sends each visitor to the same one, as Spaces.md has it."""

    def __init__(self, folder: Path, ports: Sequence[int], path: str):
        super().__init__(folder)
        self.url = f"http://127.0.0.1:{self.port}{path}"
        (folder / "nginx.conf").write_text(
            CONFIGURATION.format(
                folder=folder,
                user=_user(),
                port=self.port,
                path=path,
                servers=" ".join(f"server 127.0.0.1:{port};" for port in ports),
            )
        )

    def command(self) -> Sequence[str]:
        return ("nginx", "-p", str(self.folder), "-c", "nginx.conf", "-e", str(self.folder / "error.log"))


def _user() -> str:
    return "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""


CONFIGURATION = """daemon off;
{user}
pid {folder}/nginx.pid;
events {{}}
http {{
  access_log off;
  client_max_body_size 200m;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxied;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream kexue {{ hash $http_x_forwarded_for$remote_addr consistent; {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location {path}/ {{
      proxy_pass http://kexue/;
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_read_timeout 1h;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }}
  }}
}}
"""
