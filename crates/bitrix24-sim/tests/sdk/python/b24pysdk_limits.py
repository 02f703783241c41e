"""What b24pysdk does when the portal says that there are too many calls."""

import json
import os

from b24pysdk import BitrixWebhook
from b24pysdk.errors import BitrixAPIError

user_and_code = os.environ["WEBHOOK"].rstrip("/").split("/")[-2:]
webhook = BitrixWebhook(domain=os.environ["DOMAIN"], webhook_token="/".join(user_and_code))


def call(method):
    try:
        return webhook.call_method(method)["time"]["duration"] >= 0
    except BitrixAPIError as error:
        return f"{type(error).__name__} {error.error}"


print(json.dumps({"once": call("profile"), "ever": call("server.time"), "heavy": call("scope")}))
