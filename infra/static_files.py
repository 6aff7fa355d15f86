"""The files of the pages in the bucket that a distribution serves them from, so that none costs a
function.

Each deployment has addresses of its own (`static/<version>/`), put there before its pages name
them; those of earlier ones stay, for pages that are open.
"""

from typing import Any

from chalicelib.http.pages import FOR_GOOD, WORKER, static_files


def publish_static_files(s3: Any, bucket: str) -> int:
    """Put them all there; how many. Once more changes nothing."""
    count = 0
    for path, text, content_type in static_files():
        s3.put_object(
            Bucket=bucket,
            Key=path,
            Body=text.encode(),
            ContentType=content_type,
            CacheControl="no-cache" if path == WORKER else FOR_GOOD,
        )
        count += 1
    return count
