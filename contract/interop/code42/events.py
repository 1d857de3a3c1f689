"""Every method of py42's clients for file events and saved searches."""

from datetime import datetime
from datetime import timedelta

from py42.exceptions import Py42BadRequestError
from py42.exceptions import Py42ForbiddenError
from py42.exceptions import Py42InvalidPageTokenError
from py42.exceptions import Py42NotFoundError
from py42.sdk.queries.fileevents.file_event_query import FileEventQuery
from py42.sdk.queries.fileevents.filters import EventTimestamp
from py42.sdk.queries.fileevents.filters import FileName
from py42.sdk.queries.fileevents.filters import MD5
from py42.sdk.queries.fileevents.v2 import FileEventQuery as QueryV2
from py42.sdk.queries.fileevents.v2.filters.event import Observer
from py42.sdk.queries.fileevents.v2.filters.file import MD5 as MD5V2
from py42.sdk.queries.query_filter import FilterGroup

from signin import sign_in

PINNED_MD5 = "202cb962ac59075b964b07152d234b70"


def searches(run):
    c, data = run.c, run.sdk.securitydata
    with c.step("securitydata.search_file_events"):
        one = data.search_file_events(FileEventQuery(MD5.eq(PINNED_MD5)))
        c.ok("the pinned file, version 1", one["totalCount"] >= 1, one.text[:200])
        two = data.search_file_events(QueryV2(MD5V2.eq(PINNED_MD5)))
        ids = [e["eventId"] for e in one["fileEvents"]], [e["event"]["id"] for e in two["fileEvents"]]
        c.equal("version 2 shows the same events", ids[1], ids[0])
        c.equal("no token with a page number", one["nextPgToken"], None)
        after = EventTimestamp.on_or_after(datetime.utcnow() - timedelta(days=14))
        every = data.search_file_events(FileEventQuery(after))["totalCount"]
        text = data.search_file_events(FileEventQuery(after, FileName.eq("*.xlsx")))
        c.ok("a filter narrows", 0 < text["totalCount"] < every, f"{text['totalCount']} of {every}")
        names = {e["fileName"] for e in text["fileEvents"]}
        c.ok("to what it says", all(n.lower().endswith(".xlsx") for n in names), names)
        every = '{"filters": [{"operator": "EXISTS", "term": "eventId", "value": null}]}'
        raw = f'{{"groups": [{every}], "srtKey": "eventTimestamp", "pgNum": 1, "pgSize": 3}}'
        c.equal("a query as text", len(data.search_file_events(raw)["fileEvents"]), 3)
        for name, empty in {"groups": FileEventQuery(), "filters": QueryV2(FilterGroup([]))}.items():
            err = c.raises(f"no {name}", Py42BadRequestError, lambda: data.search_file_events(empty))
            c.contains(f"no {name}, named", err.response.text, f"MISSING_{name.upper()}")


def tokens(run):
    c, data = run.c, run.sdk.securitydata
    with c.step("securitydata.search_all_file_events"):
        query = QueryV2(Observer.eq("Gmail"))
        query.page_size = 500
        seen, token = [], ""
        while token is not None:
            page = data.search_all_file_events(query, page_token=token)
            seen += [e["event"]["id"] for e in page["fileEvents"]]
            token = page["nextPgToken"]
        c.equal("each event once", len(set(seen)), len(seen))
        c.equal("all of them", len(seen), page["totalCount"])
        c.ok("more than a page", len(seen) > 0, len(seen))
        # The ids of these hold quotes and slashes, and are tokens.
        drive, ids, token = QueryV2(Observer.eq("GoogleDrive")), [], ""
        drive.page_size = 50
        for _ in range(3):
            page = data.search_all_file_events(drive, page_token=token)
            ids += [e["event"]["id"] for e in page["fileEvents"]]
            token = page["nextPgToken"]
            c.contains("a token with quotes", token, '"')
        c.equal("three pages of such ids", len(set(ids)), 150)
        c.raises(
            "an unknown token",
            Py42InvalidPageTokenError,
            lambda: data.search_all_file_events(query, page_token="nobody"),
        )
        c.raises(
            "an unknown sort key",
            Py42BadRequestError,
            lambda: data.search_file_events('{"groups": [], "srtKey": "colour"}'),
        )


def saved(run):
    c, saved = run.c, run.sdk.securitydata.savedsearches
    for use_v2 in (False, True):
        with c.step(f"savedsearches, version {2 if use_v2 else 1}"):
            listed = saved.get(use_v2=use_v2)["searches"]
            c.ok("get", listed and all(s["name"] for s in listed), listed)
            for search in listed:
                ran = saved.execute(search["id"], page_number=1, page_size=5, use_v2=use_v2)
                c.ok(f"execute {search['name']}", ran["totalCount"] > 0, ran.text[:200])
            plain = listed[0]
            one = saved.get_by_id(plain["id"], use_v2=use_v2)["searches"]
            c.equal("get_by_id", one, [plain])
            query = saved.get_query(plain["id"], page_number=1, page_size=5, use_v2=use_v2)
            c.contains("get_query", str(query), plain["groups"][0]["filters"][0]["term"])
            done = saved.execute(plain["id"], page_number=1, page_size=5, use_v2=use_v2)
            c.ok("execute", done["totalCount"] > 0, done.text[:200])
            again = saved.search_file_events(plain["id"], page_number=1, page_size=5, use_v2=use_v2)
            c.equal("search_file_events", again["fileEvents"], done["fileEvents"])
            c.raises("unknown", Py42NotFoundError, lambda: saved.get_by_id("nobody", use_v2=use_v2))


def refused(run):
    with run.c.step("file events refused"):
        basic = sign_in(run, "basic.user@example.com")
        query = FileEventQuery(MD5.eq(PINNED_MD5))
        run.c.raises(
            "no permission", Py42ForbiddenError, lambda: basic.securitydata.search_file_events(query)
        )


def check(run):
    run.c.sections(run, searches, tokens, saved, refused)
