"""Every call of patent-client-agents to the JPO, of the numbers given as JSON."""

import asyncio
import json
import sys

from patent_client_agents.jpo import JpoClient

asked = json.loads(sys.argv[1])


def plain(answer):
    if hasattr(answer, "model_dump"):
        return answer.model_dump()
    if isinstance(answer, (list, tuple)):
        return [plain(one) for one in answer]
    return answer


async def main():
    told = {}
    async with JpoClient(asked["user"], asked["key"]) as client:
        client._rate_limiter.max_requests = 1000
        for law in ("patent", "design", "trademark"):
            numbers = asked[law]
            for name, word in (
                ("progress", "application"),
                ("progress_simple", "application"),
                ("priority_info", "application"),
                ("applicant_by_code", "code"),
                ("applicant_by_name", "name"),
                ("application_documents", "application"),
                ("mailed_documents", "application"),
                ("refusal_notices", "application"),
                ("registration_info", "application"),
                ("jplatpat_url", "application"),
            ):
                call = getattr(client, f"get_{law}_{name}")
                told[f"{law} {name}"] = plain(await call(numbers[word]))
            reference = getattr(client, f"get_{law}_number_reference")
            told[f"{law} reference"] = plain(
                await reference("registration", numbers["registration"])
            )
            unknown = getattr(client, f"get_{law}_progress")
            told[f"{law} unknown"] = plain(await unknown("2099999999"))
        patent = asked["patent"]
        told["divisional"] = plain(await client.get_patent_divisional_info(patent["divided"]))
        told["cited"] = plain(await client.get_patent_cited_documents(patent["application"]))
        told["pct"] = plain(
            await client.get_patent_pct_national_number(
                "international_application", patent["international"]
            )
        )
        # A token that is not valid any more: it signs in anew and asks once more.
        client._token_manager._token = "stale"
        told["again"] = plain(await client.get_patent_progress(patent["application"]))
    print(json.dumps(told, default=str))


asyncio.run(main())
