#include "cli/talk.hpp"
#include "cli/messages.hpp"
#include "cli/progress.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace gassan;
using namespace gassan::test;

namespace {

/// "{0}", "{1}" in a message.
std::set<std::string> places_in(std::string_view text) {
    std::set<std::string> places;
    for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos; ++at)
        places.emplace(text.substr(at, text.find_first_of(":}", at) - at));
    return places;
}

}  // namespace

TEST_CASE("messages: every key is there in both languages with the same places", "[cli]") {
    for (int key = 0; key < int(Say::count); ++key) {
        const auto english = message(Language::en, Say(key)), japanese = message(Language::ja, Say(key));
        INFO(english);
        CHECK_FALSE(english.empty());
        CHECK_FALSE(japanese.empty());
        CHECK(places_in(english) == places_in(japanese));
    }
}

TEST_CASE("messages: one is one, and all else many", "[cli]") {
    const auto told = [](std::uint64_t lists, std::uint64_t runs) {
        return say(Language::en, Say::peak_lists, Count{lists}, Count{runs});
    };
    CHECK(told(1, 1) == "1 of 1 run is a peak list: its gaps cannot be filled");
    CHECK(told(1, 1200) == "1 of 1,200 runs is a peak list: its gaps cannot be filled");
    CHECK(told(2, 3) == "2 of 3 runs are peak lists: their gaps cannot be filled");
    CHECK(say(Language::en, Say::strict_failed, Count{0}) == "0 warnings, and --strict was asked for");
    CHECK(say(Language::ja, Say::strict_failed, Count{1}).starts_with("警告が 1 件"));
}

TEST_CASE("messages: numbers are grouped by thousands", "[cli]") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(13564) == "13,564");
    CHECK(grouped(1234567890) == "1,234,567,890");
}

TEST_CASE("messages: headings are padded by the columns they take", "[cli]") {
    CHECK(padded("kind", 6) == "kind  ");
    CHECK(padded("極性", 6) == "極性  ");
    CHECK(padded("データ", 3) == "データ ");
}

TEST_CASE("progress: tells share, rate and remaining time", "[cli]") {
    const auto text = [](Progress::Unit unit, std::uint64_t done, std::uint64_t all, double seconds) {
        return progress_text(Language::en, "reading", unit, done, all, seconds);
    };
    // 250 MB of 1 GB in 2 s: 125 MB/s, so 750 MB more take 6 s.
    CHECK(text(Progress::Unit::bytes, 250000000, 1000000000, 2.0) == "reading  25 %  125 MB/s  6 s left");
    CHECK(text(Progress::Unit::items, 3, 4, 6.0) == "reading  75 %  0.5 /s  2 s left");
    CHECK(text(Progress::Unit::bytes, 0, 1000, 1.0) == "reading ...");
    CHECK(text(Progress::Unit::none, 5, 10, 1.0) == "reading ...");
    CHECK(text(Progress::Unit::bytes, 1000, 1000, 1.0).ends_with("  0 s left"));
}

TEST_CASE("progress: is drawn on a terminal, gone at the end, and not there for --quiet or a dumb terminal", "[cli]") {
    const TempFolder here;
    write_small_run(here / "run.mzML");
    const auto screen = [&](const std::string& terminal, const std::vector<std::string>& more) {
        std::vector<std::string> words{"detect", "run.mzML", "-o", "x.tsv"};
        words.insert(words.end(), more.begin(), more.end());
        return run_gassan({.folder = here.path(), .setting = {{"TERM", terminal}}, .terminal = true}, words).err;
    };
    const std::string shown = screen("xterm", {});
    const auto last_drawn = shown.rfind("finding features"), cleared = shown.rfind("\r\x1b[K");
    REQUIRE(last_drawn != std::string::npos);
    CHECK(shown.find("reading") < last_drawn);
    CHECK(cleared > last_drawn);
    CHECK(shown.find("run.mzML: 400 scans", cleared) != std::string::npos);
    CHECK(screen("xterm", {"--quiet"}).empty());
    CHECK(screen("dumb", {}).find('\x1b') == std::string::npos);
}

TEST_CASE("talk: errors are coloured on a terminal, and never where NO_COLOR is set or a file takes them", "[cli]") {
    const TempFolder here;
    const std::vector<std::string> words{"detekt"};
    const auto screen = [&](const std::map<std::string, std::string>& setting) {
        return run_gassan({.folder = here.path(), .setting = setting, .terminal = true}, words).err;
    };
    CHECK(screen({{"TERM", "xterm"}, {"NO_COLOR", ""}}).starts_with("\x1b[1;31merror:\x1b[0m unknown"));
    CHECK(screen({{"TERM", "xterm"}, {"NO_COLOR", "1"}}).starts_with("error: unknown"));
    CHECK(run_gassan({.folder = here.path(), .setting = {{"TERM", "xterm"}}}, words).err.starts_with("error: unknown"));
}
