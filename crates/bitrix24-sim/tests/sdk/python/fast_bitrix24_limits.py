"""What fast_bitrix24 does when the portal says that there are too many calls."""

import asyncio
import json
import os
import time

from fast_bitrix24 import BitrixAsync


async def main():
    paced = BitrixAsync(os.environ["WEBHOOK"], verbose=False)
    calls = [paced.call("profile", {"n": 1}, raw=True) for _ in range(int(os.environ["CALLS"]))]
    answers = await asyncio.gather(*calls)
    print("overrun", flush=True)
    input()

    hurried = BitrixAsync(os.environ["WEBHOOK"], verbose=False)
    before = time.monotonic()
    deals = await hurried.get_all("crm.deal.list", params={"select": ["ID"]})
    print(json.dumps({
        "paced": len(answers),
        "deals": len({deal["ID"] for deal in deals}),
        "waited": time.monotonic() - before > 0.3,
    }))


asyncio.run(main())
