"""Sending large files: the LFS batch API with its transfers basic and multipart.

After huggingface_hub `lfs.py` and git-lfs `docs/api/batch.md`. Clients send the content without their token, as to a
storage service, so that the addresses of uploads are signed and expire.
"""

import time
import uuid
from typing import Any

from itsdangerous import BadData
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hub_utils.local_hub.access import Hub, contributed, hub_of, readable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.errors import RefusalError, unsupported
from hub_utils.local_hub.names import Kind
from hub_utils.local_hub.storage import xet
from hub_utils.local_hub.storage.blobs import Blobs, is_oid, write_stream
from hub_utils.local_hub.storage.repositories import Repository

NO_XET = "/set-HF_HUB_DISABLE_XET=1-before-Python-starts"
MAX_OBJECTS = 1000  # in one batch; clients send 256


def batch(request: Request, body: dict[str, Any]) -> Response:
    """POST /user/repo.git/info/lfs/objects/batch {operation, objects: [{oid, size}], transfers?}"""
    if body.get("operation") != "upload":
        raise unsupported("LFS downloads; files are served at their resolve address")
    (repository, _), objects = contributed(request), body.get("objects")  # as a pull request may bring some
    if body.get("hash_algo", "sha256") != "sha256" or not isinstance(objects, list) or len(objects) > MAX_OBJECTS:
        raise RefusalError(422, f"A batch has at most {MAX_OBJECTS} objects with their SHA-256")
    hub, blobs = hub_of(request), Blobs(repository.path)
    blobs.sweep(hub.config.upload_age)
    multipart = "multipart" in (body.get("transfers") or [])
    answer = [_instructions(request, hub, repository, blobs, _oid_and_size(item), multipart) for item in objects]
    parts = any("chunk_size" in item.get("actions", {}).get("upload", {}).get("header", {}) for item in answer)
    return JSONResponse({"transfer": "multipart" if parts else "basic", "objects": answer, "hash_algo": "sha256"})


async def upload(request: Request) -> Response:
    """PUT /lfs/upload/SIGNED: the whole object, or one part of it"""
    blobs, upload = await run_in_threadpool(_upload_of, request)
    if "part" not in upload:
        await blobs.receive(request.stream(), upload["oid"], upload["size"])
        return Response()
    path = blobs.unfinished(upload["id"])
    start = (upload["part"] - 1) * upload["part_size"]
    length = min(upload["part_size"], upload["size"] - start)
    etag = await write_stream(request.stream(), path, start, length, exact=True)
    return Response(headers={"ETag": f'"{etag}"'})


def xet_write_token(request: Request) -> Response:
    """GET /api/models/user/repo/xet-write-token/REVISION, asked by clients that have hf-xet"""
    hub, blobs = hub_of(request), Blobs(contributed(request)[0].path)
    if not hub.config.xet:
        return RedirectResponse(NO_XET)  # hf-xet shows nothing of an error but its address
    blobs.sweep(hub.config.upload_age)
    address, end = f"local://{xet.new_folder(blobs)}", int(time.time()) + 86400
    headers = {"X-Xet-Cas-Url": address, "X-Xet-Access-Token": "none", "X-Xet-Token-Expiration": str(end)}
    return JSONResponse({"casUrl": address, "accessToken": "none", "exp": end}, headers=headers)


def no_xet(request: Request) -> Response:
    """GET NO_XET"""
    raise unsupported("Xet uploads; set HF_HUB_DISABLE_XET=1 before Python starts, and files go through Git LFS")


def complete(request: Request, body: dict[str, Any]) -> Response:
    """POST /lfs/complete/SIGNED {oid, parts: [{partNumber, etag}]}: all parts have been sent"""
    blobs, upload = _upload_of(request)
    if blobs.size(upload["oid"]) is None:  # else a client that repeats this call, having missed the answer
        blobs.finish(blobs.unfinished(upload["id"]), upload["oid"], upload["size"])
    return JSONResponse({})


def verify(request: Request, body: dict[str, Any]) -> Response:
    """POST /user/repo.git/info/lfs/objects/verify {oid, size}"""
    oid, size = _oid_and_size(body)
    if Blobs(readable(request).path).size(oid) != size:
        raise RefusalError(404, f"The object has not been uploaded: {oid}")
    return JSONResponse({})


def _oid_and_size(item: object) -> tuple[str, int]:
    oid, size = (item.get("oid"), item.get("size")) if isinstance(item, dict) else (None, None)
    if not is_oid(oid) or not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise RefusalError(422, "An object has a SHA-256 as oid and a size")
    return oid, size


def _instructions(
    request: Request, hub: Hub, repository: Repository, blobs: Blobs, promised: tuple[str, int], multipart: bool
) -> dict[str, Any]:
    oid, size = promised
    answer: dict[str, Any] = {"oid": oid, "size": size, "authenticated": True}
    if blobs.size(oid) == size:
        return answer  # without actions: it is here already
    if size > hub.config.max_object:
        limit = f"The object is larger than the {hub.config.max_object:,} bytes that this Hub accepts"
        return answer | {"error": {"code": 413, "message": limit}}
    upload = {"kind": repository.kind, "repo": repository.id, "oid": oid, "size": size}
    verify = {"href": f"{request.base_url}{repository.address}.git/info/lfs/objects/verify"}
    if not multipart or size <= hub.config.part_size:
        href = f"{request.base_url}lfs/upload/{hub.signer.dumps(upload)}"
        return answer | {"actions": {"upload": {"href": href}, "verify": verify}}
    upload |= {"id": uuid.uuid4().hex, "part_size": hub.config.part_size}
    header = {"chunk_size": str(hub.config.part_size)}
    for part in range(1, -(-size // hub.config.part_size) + 1):
        header[str(part)] = f"{request.base_url}lfs/upload/{hub.signer.dumps(upload | {'part': part})}"
    href = f"{request.base_url}lfs/complete/{hub.signer.dumps(upload)}"
    return answer | {"actions": {"upload": {"href": href, "header": header}, "verify": verify}}


def _upload_of(request: Request) -> tuple[Blobs, dict[str, Any]]:
    hub = hub_of(request)
    try:
        upload = hub.signer.loads(request.path_params["signed"], max_age=hub.config.upload_age)
    except BadData:
        raise RefusalError(403, "The address of this upload is invalid or has expired; start the push again") from None
    repository = hub.repositories.find(Kind(upload["kind"]), *upload["repo"].split("/"))
    if repository is None:
        raise RefusalError(404, "Repository not found", "RepoNotFound")
    return Blobs(repository.path), upload
