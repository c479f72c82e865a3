"""Build step: a wheel without the front-end files, which git does not keep, would be a broken product."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

FRONT_END = (Path("maps/render/assets"), Path("api/static/vendor"))


class CompleteBuild(build_py):
    """Refuses to build where the front-end files have not been made."""

    def run(self) -> None:
        """Build, or say what is missing; an editable installation comes before the front-end files."""
        missing = [str(folder) for folder in FRONT_END if not any(folder.rglob("*.js"))]
        if missing and not self.editable_mode:
            raise SystemExit(f"front-end files are missing in {', '.join(missing)}: run 'make setup' first")
        super().run()


setup(cmdclass={"build_py": CompleteBuild})
