"""What patent-client-agents asks the Open Data Portal for, of the number given."""

import asyncio
import json
import sys

from patent_client_agents.uspto_odp.clients.applications import ApplicationsClient

number = sys.argv[1]


async def main():
    told = {}
    async with ApplicationsClient(api_key=sys.argv[2]) as client:
        query = "applicationMetaData.inventionTitle:lamp"
        found = await client.search(query=query, limit=3, facets=["applicationMetaData.grantDate"])
        told["search"] = found.model_dump(mode="json")
        told["application"] = (await client.get(number)).model_dump(mode="json")
        told["documents"] = (await client.get_documents(number)).model_dump(mode="json")
        nothing = await client.search(query="zzzzqqqq")
        told["nothing"] = nothing.model_dump(mode="json")
    print(json.dumps(told))


asyncio.run(main())
