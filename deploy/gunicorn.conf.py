"""langcheck under gunicorn: `LANGCHECK_CONFIG=langcheck.toml gunicorn --config deploy/gunicorn.conf.py`.

Settings come from the file that LANGCHECK_CONFIG names and from the environment; only where it listens is settled
here, by LANGCHECK_BIND. The lexicon is loaded once and shared by the processes.
"""

import os
import sys

from gunicorn.glogging import Logger


class WithoutWords(Logger):
    """gunicorn's log, but for what it would repeat of a request: a line that is no request may be part of a note."""

    def warning(self, msg, *args, **kwargs):
        if str(msg).startswith("Invalid request"):
            msg, args = "A request that is none was refused.", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs):
        super().error("A request failed (%s).", getattr(sys.exc_info()[0], "__name__", "unknown"))


logger_class = WithoutWords
wsgi_app = "langcheck.webapp:create_app()"
bind = os.environ.get("LANGCHECK_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("LANGCHECK_WORKERS", os.cpu_count() or 1))
threads = 4
preload_app = True
worker_tmp_dir = "/dev/shm"  # what a process writes to show that it lives needs no disk  # nosec B108 - memory, mode 0600
control_socket_disable = True
accesslog = None  # langcheck writes its own, without addresses
timeout = 60


def child_exit(server, worker):
    """Where PROMETHEUS_MULTIPROC_DIR says where the processes count together: forget the live counts of one that has ended."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)
