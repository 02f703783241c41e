"""What b24pysdk makes of the portal with a webhook: calls, batches, lists, refusals."""

import json
import os

from b24pysdk import BitrixWebhook, Client
from b24pysdk.errors import BitrixAPIError

user_and_code = os.environ["WEBHOOK"].rstrip("/").split("/")[-2:]
webhook = BitrixWebhook(domain=os.environ["DOMAIN"], webhook_token="/".join(user_and_code))
client = Client(webhook)


def refusal(request):
    try:
        return request.result
    except BitrixAPIError as error:
        return f"{type(error).__name__} {error.error}"


said = {}
deal = client.crm.deal.get(bitrix_id=77)
said["call"] = deal.result["TITLE"]
said["duration"] = deal.time.duration >= 0
said["profile"] = client.profile().value.bitrix_id

added = client.crm.deal.add(fields={"TITLE": "From the SDK", "OPPORTUNITY": 12.5}).result
client.crm.deal.update(bitrix_id=added, fields={"COMMENTS": "a & b = c"})
said["updated"] = client.crm.deal.update(bitrix_id=added, fields={"TITLE": "a & b = c"}).result
said["added"] = client.crm.deal.get(bitrix_id=added).result["TITLE"]
said["deleted"] = client.crm.deal.delete(bitrix_id=added).result

batch = client.call_batch(
    {
        "deal": client.crm.deal.get(bitrix_id=77),
        "none": client.crm.deal.get(bitrix_id=999999),
        "deals": client.crm.deal.list(select=["ID"], filter={"<=ID": 100}),
    }
).result
said["batch"] = {
    "deal": batch.result["deal"]["TITLE"],
    "none": batch.result_error["none"],
    "total": batch.result_total["deals"] == len(batch.result["deals"]),
}
many = client.call_batches([client.crm.deal.get(bitrix_id=77) for _ in range(60)]).result
said["batches"] = len(many.result)

deals = client.crm.deal.list(select=["ID"])
page = client.crm.deal.list(select=["ID"], order={"ID": "ASC"})
said["page"] = [len(page.result), page.response.next, page.response.total]
said["list"] = len({row["ID"] for row in deals.as_list().result})
said["fast"] = len({row["ID"] for row in deals.as_list_fast().result})
items = client.crm.item.list(entity_type_id=2, select=["id"])
said["items"] = len({row["id"] for row in items.as_list().result})

said["refused"] = {
    "missing": refusal(client.crm.deal.get(bitrix_id=999999)),
    "context": refusal(client.placement.bind(placement="CRM_DEAL_DETAIL_TAB", handler="https://app.example/")),
}
try:
    webhook.call_method("crm.no.such.method")
except BitrixAPIError as error:
    said["refused"]["unknown"] = f"{type(error).__name__} {error.error}"
print(json.dumps(said))
