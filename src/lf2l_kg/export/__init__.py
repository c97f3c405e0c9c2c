"""The whole site as files, for a host that serves only files."""

from .site import Exported, export_site

__all__ = ["Exported", "export_site"]
