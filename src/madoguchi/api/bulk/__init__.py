"""Bulk data: indexes, manifests and files, for everybody or for those who accepted the terms."""

from madoguchi.api.bulk import answers
from madoguchi.api.bulk.envelope import credentials, refused
from madoguchi.api.families import Family
from madoguchi.api.operations import Handler, Operation


def _open(path: str, handler: Handler) -> Operation:
    handler = answers.with_own_files_read(handler)
    return Operation(method="GET", path=path, handler=handler, known=False, group="bulk")


FAMILY = Family(
    name="bulk",
    prefixes=("/bulk/",),
    operations=(
        _open("/bulk/index.json", answers.index),
        _open("/bulk/mirrors.json", answers.mirror_list),
        _open("/bulk/terms.json", answers.terms),
        Operation(
            method="POST",
            path="/bulk/terms/{terms}/accept",
            handler=answers.with_own_files_read(answers.accept),
            needs="change:account:own",
        ),
        _open("/bulk/{collection}/index.json", answers.collection),
        _open("/bulk/{collection}/latest", answers.latest),
        _open("/bulk/{collection}/{delivery}/manifest.json", answers.manifest),
        _open("/bulk/{collection}/{delivery}/{file}", answers.file),
        # What is left below an address is nothing, or the address was written with a stroke.
        _open("/bulk/{rest*}", answers.index_with_stroke),
        _open("/bulk/{collection}/{rest*}", answers.collection_with_stroke),
    ),
    credentials=credentials,
    refuse=refused,
)

__all__ = ["FAMILY"]
