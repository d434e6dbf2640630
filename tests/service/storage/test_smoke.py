from tests.service.storage.box import Box, grant, random_age_file, report, sealed


async def test_smoke(box: Box) -> None:
    r = report()
    out = await box.send(r)
    assert out.stored == {r.case}, out
    t = box.ticket("put", kind="message", compartment="thread", case=r.case)
    a = await box.put(t, c := sealed())
    assert a.status == 201, a
    g = await box.get(box.ticket("get", blob=t.blob, case=r.case, kind="message", compartment="thread"))
    assert g.status == 200 and g.content == c
    u = box.ticket("upload", case=r.case)
    big = random_age_file(3_000_000)
    a = await box.upload(u, big, 1_000_000)
    assert a.status == 204 and a.headers["Upload-Complete"] == "?1", a
    e, w = grant(r.case)
    async with box.client("coordination") as c:
        print(await c.append_events([e], [w]))
    for e in await box.events(): print(e)
    async with box.client("agent") as c:
        print(await c.log_head())
        print(await c.log_proof(2))
    assert await box.verify() == []
