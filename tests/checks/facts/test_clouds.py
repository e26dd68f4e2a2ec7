"""The clouds, by the names that settings use."""

from bot.setting_values import Cloud
from checks.facts.clouds import CLOUDS, GCC, GLOBAL


def test_every_cloud_of_the_settings_is_known() -> None:
    assert set(CLOUDS) == {cloud.value for cloud in Cloud}


def test_hosts_belong_to_their_cloud() -> None:
    assert CLOUDS["dod"].graph_host == "dod-graph.microsoft.us"
    assert CLOUDS["china"].code_link(50076) == "https://login.partner.microsoftonline.cn/error?code=50076"
    assert [cloud for cloud in CLOUDS.values() if cloud.has_teams_configurations] == [GLOBAL, GCC]
    assert GCC.graph_root == GLOBAL.graph_root
