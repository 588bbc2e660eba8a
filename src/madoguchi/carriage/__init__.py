"""Carriage: files carried between offices, by SFTP, FTP, HTTPS or a folder carried by hand."""

from madoguchi.carriage.carrying import Carrier
from madoguchi.carriage.doorkeeper import Doorkeeper, Strictness
from madoguchi.carriage.guests import Event, Guest, Guests, Told
from madoguchi.carriage.house import House
from madoguchi.carriage.keys import certificate, fingerprint, host_key, public_line, public_part
from madoguchi.carriage.meeting import carrier
from madoguchi.carriage.names import plain
from madoguchi.carriage.places import Entry, Place, Progress, check, place
from madoguchi.carriage.serving_ftp import FtpServer, Manner
from madoguchi.carriage.serving_https import files_app
from madoguchi.carriage.serving_sftp import SftpServer
from madoguchi.carriage.troubles import (
    BrokenOffError,
    CarriageError,
    DeniedError,
    FullError,
    StrangerError,
    TakenError,
    UnreachableError,
)

__all__ = [
    "BrokenOffError",
    "CarriageError",
    "Carrier",
    "DeniedError",
    "Doorkeeper",
    "Entry",
    "Event",
    "FtpServer",
    "FullError",
    "Guest",
    "Guests",
    "House",
    "Manner",
    "Place",
    "Progress",
    "SftpServer",
    "StrangerError",
    "Strictness",
    "TakenError",
    "Told",
    "UnreachableError",
    "carrier",
    "certificate",
    "check",
    "files_app",
    "fingerprint",
    "host_key",
    "place",
    "plain",
    "public_line",
    "public_part",
]
