"""Which shared file may be fetched for whom."""

from dataclasses import dataclass, field, replace

import pytest

from bot.file_ports import DownloadError
from bot.shared_files import SharedZips
from bot.turns import Conversation, Scope
from checks.collector import CannotCollect
from checks.model import GapReason
from checks.shared_files import Attached, Post, PostedFiles, StoredFile, Withheld, WithheldError

SENDER, COLLEAGUE = "aaaaaaaa-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000001"
POST = Post("19:rooms@thread.v2", "1701", SENDER)
GROUP, OWN = "bbbbbbbb-0000-4000-8000-000000000001", "19:team@thread.tacv2"
HERE = Conversation(POST.conversation, Scope.GROUP, "", {})
PAGE = "https://contoso-my.sharepoint.com/personal/alex/Documents/Microsoft Teams Chat Files/room.zip"
ZIP, PICTURE = Attached("room.zip", PAGE), Attached("room.png", PAGE)
STORED = StoredFile("room.zip", 10, SENDER, "https://contoso.sharepoint.com/download?tempauth=s3cret")


@dataclass
class Graph:
    """Tells of one message and one file, or raises what is in their place."""

    files: tuple[Attached, ...] | Exception = (ZIP,)
    file: StoredFile | Exception = STORED
    sender: str = SENDER
    group: str = GROUP.upper()
    asked: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)

    async def group_of(self, _conversation: Conversation, team: str) -> str:
        self.asked.append(team)
        return self.group

    async def posted(self, post: Post) -> PostedFiles:
        self.asked.append(post.message)
        self.teams.append(post.team)
        if isinstance(self.files, Exception):
            raise self.files
        return PostedFiles(self.sender, self.files)

    async def stored(self, page: str) -> StoredFile:
        self.asked.append(page)
        if isinstance(self.file, Exception):
            raise self.file
        return self.file


async def located(graph: Graph, post: Post = POST) -> str:
    return await SharedZips(graph, graph.group_of, 1024).locate(post, HERE)


async def refusal(graph: Graph, post: Post = POST) -> DownloadError:
    with pytest.raises(DownloadError) as refused:
        await located(graph, post)
    assert str(refused.value).endswith(".")
    assert refused.value.remedy.endswith(".")
    assert "s3cret" not in f"{refused.value}{refused.value.remedy}"
    return refused.value


@pytest.mark.parametrize("file", [STORED, replace(STORED, size=1024), replace(STORED, name="ROOM.zip")])
async def test_the_senders_own_zip_is_found(file: StoredFile) -> None:
    graph = Graph(files=(PICTURE, ZIP), file=file)
    assert await located(graph) == STORED.url
    assert graph.asked == [POST.message, PAGE]


@pytest.mark.parametrize(("team", "asked"), [(OWN, [OWN]), (GROUP, [])])
async def test_graph_knows_a_team_by_its_group_which_teams_is_asked_for_where_it_did_not_say(
        team: str, asked: list[str]) -> None:
    graph = Graph()
    assert await located(graph, replace(POST, team=team, thread="1701")) == STORED.url
    assert (graph.asked, graph.teams) == ([*asked, POST.message, PAGE], [GROUP])


async def test_a_team_whose_group_is_not_to_be_had_leads_to_the_personal_chat() -> None:
    graph = Graph(group="")
    refused = await refusal(graph, replace(POST, team=OWN, thread="1701"))
    assert (refused.elsewhere, graph.asked) == (True, [OWN])
    assert "personal chat" in refused.remedy


@pytest.mark.parametrize("sender", [COLLEAGUE, ""])
async def test_a_message_of_another_person_is_no_way_to_a_file(sender: str) -> None:
    graph = Graph(sender=sender)
    refused = await refusal(graph)
    assert "somebody else sent" in str(refused)
    assert graph.asked == [POST.message]


async def test_a_file_of_another_person_is_not_fetched() -> None:
    refused = await refusal(Graph(file=replace(STORED, changed_by=COLLEAGUE)))
    assert "by somebody else" in str(refused)
    assert not refused.elsewhere


async def test_a_file_of_nobody_that_graph_names_leads_to_the_personal_chat() -> None:
    refused = await refusal(Graph(file=replace(STORED, changed_by="")))
    assert "names nobody" in str(refused)
    assert (refused.elsewhere, "personal chat" in refused.remedy) == (True, True)


@pytest.mark.parametrize("page", [
    "https://evil.example/room.zip", "https://contoso.sharepoint.com.evil.example/room.zip", "", "room.zip",
    "http://contoso.sharepoint.com/room.zip", "https://contoso.sharepoint.com@evil.example/room.zip",
    "https://contoso.sharepoint.us/room.zip", "https://contoso.sharepoint.com:8443/room.zip", "https://[",
    "https://127.0.0.1/room.zip",
])
async def test_a_page_that_is_not_of_this_clouds_sharepoint_is_not_asked_for(page: str) -> None:
    graph = Graph(files=(Attached("room.zip", page),))
    assert "not in SharePoint" in str(await refusal(graph))
    assert graph.asked == [POST.message]


@pytest.mark.parametrize(("files", "told"), [((), "shares no zip"), ((PICTURE,), "shares no zip"),
                                             ((ZIP, ZIP), "Several zips")])
async def test_one_zip_at_a_time(files: tuple[Attached, ...], told: str) -> None:
    assert told in str(await refusal(Graph(files=files)))


@pytest.mark.parametrize(("file", "told"), [
    (replace(STORED, size=1024 * 1024 * 1024), "larger than"), (replace(STORED, url=""), "no longer"),
    (replace(STORED, name="another.zip"), "no longer"),
])
async def test_what_is_known_beforehand_is_told_without_fetching(file: StoredFile, told: str) -> None:
    assert told in str(await refusal(Graph(file=file)))


@pytest.mark.parametrize(("graph", "elsewhere", "told"), [
    (Graph(files=WithheldError(Withheld.CONSENT)), True, "resource-specific consent"),
    (Graph(file=WithheldError(Withheld.RIGHT)), True, "Files.Read.All"),
    (Graph(files=WithheldError(Withheld.GONE)), False, "send it again"),
    (Graph(files=CannotCollect(GapReason.THROTTLED, "Busy.")), False, "send it again"),
    (Graph(file=CannotCollect(GapReason.TIMED_OUT, "Late.")), False, "send it again"),
    (Graph(file=CannotCollect(GapReason.FAILED, "Broken.")), False, "send it again"),
])
async def test_what_graph_refuses_is_told_with_what_to_do(graph: Graph, elsewhere: bool, told: str) -> None:
    refused = await refusal(graph)
    assert refused.elsewhere is elsewhere
    assert told in refused.remedy
    assert ("personal chat" in refused.remedy) is elsewhere


async def test_each_kind_of_trouble_has_a_sentence_of_its_own() -> None:
    sentences = {str(await refusal(Graph(file=CannotCollect(why, "detail")))) for why in
                 (GapReason.THROTTLED, GapReason.TIMED_OUT, GapReason.FAILED)}
    assert len(sentences) == 3
