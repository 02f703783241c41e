"""What fast_bitrix24 makes of the portal: calls, batches, lists, refusals, a new token."""

import asyncio
import json
import os

from aiohttp import ClientResponseError
from fast_bitrix24 import BitrixAsync


async def refusal(work):
    try:
        return await work
    except ClientResponseError as error:
        return f"HTTP {error.status}"
    except Exception as error:  # The library raises classes it does not export.
        return f"{type(error).__name__} {error}"


async def main():
    bitrix = BitrixAsync(os.environ["WEBHOOK"], verbose=False)
    said = {}
    deals = await bitrix.get_all("crm.deal.list", params={"select": ["ID", "TITLE"]})
    said["all"] = len({deal["ID"] for deal in deals})
    some = await bitrix.get_all("crm.deal.list", params={"select": ["ID"], "filter": {"<=ID": 100, "!STAGE_ID": "LOSE"}})
    said["filtered"] = all(int(deal["ID"]) <= 100 for deal in some) and len(some) > 0

    first = sorted(int(deal["ID"]) for deal in deals)[:120]
    by_id = await bitrix.get_by_ID("crm.deal.get", first)
    said["by_id"] = sorted(int(key) for key in by_id) == first
    # The answer to a single call comes under a name of the library's own.
    said["call"] = (await bitrix.call("crm.deal.get", {"ID": 77}))["order0000000000"]["TITLE"]
    added = await bitrix.call("crm.deal.add", [{"fields": {"TITLE": f"№ {number} & more"}} for number in range(60)])
    said["added"] = len(set(added))
    titles = await bitrix.get_by_ID("crm.deal.get", [added[7]])
    said["title"] = titles[str(added[7])]["TITLE"] if str(added[7]) in titles else titles.get("TITLE")
    batch = await bitrix.call_batch(
        {"halt": 0, "cmd": {"deal": "crm.deal.get?ID=77", "company": "crm.company.get?ID=$result[deal][COMPANY_ID]"}}
    )
    said["batch"] = batch["company"]["TITLE"]
    said["refused"] = {
        "missing": await refusal(bitrix.call("crm.deal.get", {"ID": 999999})),
        "items": await refusal(bitrix.get_all("crm.item.list", params={"entityTypeId": 2})),
        "unknown": await refusal(bitrix.get_all("crm.no.such.list")),
    }

    tokens = iter([os.environ["EXPIRED_TOKEN"], os.environ["TOKEN"]])
    asked = 0

    async def token():
        nonlocal asked
        asked += 1
        return next(tokens)

    renewing = BitrixAsync(f"{os.environ['PORTAL']}rest/", token_func=token, verbose=False)
    said["renewed"] = (await renewing.call("crm.deal.get", {"ID": 77}, raw=True))["result"]["TITLE"]
    said["asked"] = asked
    print(json.dumps(said))


asyncio.run(main())
