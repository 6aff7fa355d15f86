"""The distribution before the API, where a stage has one: what it serves by itself, what it brings,
and that the files are there before pages name them."""

import re
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.http import pages
from infra import deploy
from infra.static_files import publish_static_files

BUCKET = "files-of-pages"


@pytest.fixture
def s3() -> Any:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client


def stored(s3: Any) -> dict[str, Any]:
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
    return {key: s3.get_object(Bucket=BUCKET, Key=key) for key in keys}


def test_each_file_is_there_as_the_function_would_send_it(s3: Any) -> None:
    count = publish_static_files(s3, BUCKET)
    found = stored(s3)
    assert count == len(found) == len(pages.static_names()) + 1
    worker = found.pop("worker.js")
    assert worker["CacheControl"] == "no-cache"
    assert pages.static_version() in worker["Body"].read().decode()
    for key, answer in found.items():
        _, version, name = key.split("/")
        assert version == pages.static_version()
        assert answer["Body"].read().decode() == pages._content(f"static/{name}")[0]
        assert answer["CacheControl"] == "public, max-age=31536000, immutable"
        assert answer["ContentType"] == pages.TYPES["." + name.rpartition(".")[2]]


def test_a_page_names_nothing_that_is_not_there(s3: Any) -> None:
    publish_static_files(s3, BUCKET)
    found = stored(s3)
    for page in pages.WEB.glob("*.html"):
        named = re.findall(r'"(static/[^"]+)"', pages._content(page.name)[0])
        assert named
        assert set(named) <= found.keys()


def test_once_more_changes_nothing_and_a_stage_without_a_bucket_publishes_nothing(s3: Any) -> None:
    def aws(service: str) -> Any:
        assert service == "s3"
        return s3

    assert deploy._publish_static_files(aws, {"StaticBucketName": BUCKET}) is True
    before = {key: each["ETag"] for key, each in stored(s3).items()}
    assert deploy._publish_static_files(aws, {"StaticBucketName": BUCKET}) is True
    assert {key: each["ETag"] for key, each in stored(s3).items()} == before
    assert deploy._publish_static_files(aws, {}) is False


OF_THE_DISTRIBUTION = {
    "Distribution",
    "StaticBucket",
    "StaticBucketAccess",
    "StaticBucketPolicy",
    "ViewerAddress",
}


def test_a_stage_without_a_certificate_has_none_of_it(resources: Mapping[str, Any]) -> None:
    conditional = {n for n, r in resources.items() if r.get("Condition") == "HasDistribution"}
    assert conditional == OF_THE_DISTRIBUTION


def test_files_come_out_of_the_bucket_and_the_rest_from_the_api(
    resources: Mapping[str, Any],
) -> None:
    made = resources["Distribution"]["Properties"]["DistributionConfig"]
    by_path = {each["PathPattern"]: each["TargetOriginId"] for each in made["CacheBehaviors"]}
    assert by_path == {"static/*": "files", "worker.js": "files"}
    rest = made["DefaultCacheBehavior"]
    assert rest["TargetOriginId"] == "api"
    assert {"PATCH", "DELETE", "POST", "PUT"} < set(rest["AllowedMethods"])
    api, files = made["Origins"]
    assert (api["Id"], files["Id"]) == ("api", "files")
    (secret,) = api["OriginCustomHeaders"]
    assert secret["HeaderName"] == "X-Distribution-Secret"
    assert "OriginCustomHeaders" not in files
    statements = resources["StaticBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    allowed = [each for each in statements if each["Effect"] == "Allow"]
    assert [(each["Principal"], each["Action"]) for each in allowed] == [
        ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    ]


def test_a_firewall_that_would_shut_out_everybody_is_refused(template: Mapping[str, Any]) -> None:
    rule = template["Rules"]["ADistributionHasAnAddressAndAFirewallOfItsOwn"]
    assert rule["RuleCondition"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "CertificateArn"}, ""]}]}
    needs_url, no_rate_rule = (each["Assert"] for each in rule["Assertions"])
    assert needs_url == {"Fn::Not": [{"Fn::Equals": [{"Ref": "PublicUrl"}, ""]}]}
    assert no_rate_rule == {"Fn::Equals": [{"Ref": "RequestsPerAddress"}, 0]}
