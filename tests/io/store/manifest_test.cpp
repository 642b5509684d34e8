#include "io/store/manifest.hpp"

#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"
#include "io/store/store_lock.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

using namespace gassan;
using namespace gassan::test;
using nlohmann::json;

namespace {

ManifestLine some_line(const std::string& sample) {
    ManifestLine line;
    line.sample_id = sample;
    line.input = "runs/" + sample + ".mzML";
    line.input_bytes = 123;
    line.input_sha256 = sha256(sample);
    line.run_hash = sha256(sample).substr(0, 32);
    line.file_sha256 = sha256(sample + ".h5");
    line.status = RunStatus::ok;
    line.warnings = {{"time-gap", 2}};
    line.written_utc = "2026-11-22T01:02:03Z";
    line.version = "0.1.0";
    return line;
}

void append_bytes(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
}

std::string refusal(const std::filesystem::path& path) {
    try {
        static_cast<void>(read_manifest(path));
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("manifest: lines are read back as they were appended, each with the hash of the one before", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "manifest.jsonl";
    ManifestLine failed = some_line("S2");
    failed.status = RunStatus::failed;
    failed.reason = "runs/S2.mzML: byte 7: \"odd\"\n";
    failed.file_sha256.clear();
    ManifestLine study;
    study.kind = ManifestLine::Kind::study;
    study.file_sha256 = sha256("study");
    {
        Manifest manifest(path);
        CHECK(manifest.lines().empty());
        manifest.append(some_line("S1"));
        manifest.append(failed);
        CHECK(manifest.sha256() == sha256(bytes_of(path)));
    }
    {
        Manifest manifest(path);
        CHECK_FALSE(manifest.was_cut());
        manifest.append(study);
    }
    const auto lines = read_manifest(path).lines;
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].says_the_same(some_line("S1")));
    CHECK(lines[0].written_utc == "2026-11-22T01:02:03Z");
    CHECK(lines[1].says_the_same(failed));
    CHECK(lines[2].says_the_same(study));

    // The chain as another reader of JSON sees it.
    std::istringstream text(bytes_of(path));
    std::string line, before;
    while (std::getline(text, line)) {
        CHECK(json::parse(line)["previous"] == (before.empty() ? "" : sha256(before)));
        before = line;
    }
}

TEST_CASE("manifest: a last line that was cut anywhere is dropped, and the chain goes on", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "manifest.jsonl";
    {
        Manifest manifest(path);
        manifest.append(some_line("S1"));
        manifest.append(some_line("S2"));
    }
    const std::string bytes = bytes_of(path);
    const std::size_t second = bytes.find('\n') + 1;
    for (std::size_t size = second; size < bytes.size(); ++size) {
        static_cast<void>(here.file("manifest.jsonl", bytes.substr(0, size)));
        {
            Manifest manifest(path);
            CHECK(manifest.was_cut() == (size > second));
            REQUIRE(manifest.lines().size() == 1);
            manifest.append(some_line("S2"));
        }
        REQUIRE(bytes_of(path) == bytes);
    }
}

TEST_CASE("manifest: a changed, removed or foreign line is refused by its number", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "manifest.jsonl";
    {
        Manifest manifest(path);
        for (const std::string sample : {"S1", "S2", "S3"}) manifest.append(some_line(sample));
    }
    const std::string bytes = bytes_of(path);
    std::string changed = bytes;
    changed.replace(changed.find("S1.mzML"), 2, "S9");
    CHECK(refusal(here.file("changed", changed)).find("line 2: the chain of hashes is broken") != std::string::npos);
    const std::size_t second = bytes.find('\n') + 1, third = bytes.find('\n', second) + 1;
    const std::string removed = bytes.substr(0, second) + bytes.substr(third);
    CHECK(refusal(here.file("removed", removed)).find("line 2: the chain") != std::string::npos);
    CHECK(refusal(here.file("foreign", bytes + "{}\n")).find("line 4: is no line of a manifest") != std::string::npos);
    CHECK(refusal(here.file("text", "hello\n")).find("line 1: is no line") != std::string::npos);
    CHECK(refusal(path).empty());
}

TEST_CASE("manifest: another writer is noticed before anything is written over it", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "manifest.jsonl";
    Manifest manifest(path);
    manifest.append(some_line("S1"));
    append_bytes(path, "x");
    const std::string bytes = bytes_of(path);
    CHECK_THROWS_AS(manifest.append(some_line("S2")), EnvironmentError);
    CHECK(bytes_of(path) == bytes);
}

TEST_CASE("manifest: lines of many threads are whole and chained", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "manifest.jsonl";
    {
        Manifest manifest(path);
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 25; ++i) manifest.append(some_line(std::to_string(t * 25 + i)));
            });
    }
    CHECK(read_manifest(path).lines.size() == 100);
}

TEST_CASE("manifest: those of the shards are taken over once, also after a stop half-way", "[store]") {
    const TempFolder here;
    const auto folder = here.path() / "manifest.d", path = here.path() / "manifest.jsonl";
    std::filesystem::create_directory(folder);
    const auto shard = [&](const std::string& name, const std::vector<std::string>& samples) {
        Manifest manifest(folder / name);
        for (const std::string& sample : samples) manifest.append(some_line(sample));
    };
    shard("shard-2-of-2.jsonl", {"S2", "S4"});
    shard("shard-1-of-2.jsonl", {"S1", "S3"});
    append_bytes(folder / "shard-1-of-2.jsonl", "{\"kind\":\"ru");
    Manifest manifest(path);
    manifest.append(some_line("S1"));  // what a process that was killed had got to
    CHECK(take_over(manifest, folder) == 3);
    std::string order;
    for (const auto& line : manifest.lines()) order += line.sample_id;
    CHECK(order == "S1S3S2S4");
    CHECK(std::filesystem::is_empty(folder));
    CHECK(take_over(manifest, folder) == 0);
    CHECK(take_over(manifest, here.path() / "absent") == 0);
    CHECK(read_manifest(path).lines.size() == 4);
}

namespace {

/// What a second process is told when it wants the lock; empty if it gets it.
std::string told_another(const std::filesystem::path& folder, StoreLock::Kind kind) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        std::string said;
        try {
            const StoreLock lock(folder, kind, "now");
        } catch (const EnvironmentError& error) {
            said = error.what();
        }
        [[maybe_unused]] const auto written = write(ends[1], said.data(), said.size());
        _exit(0);
    }
    close(ends[1]);
    std::string said;
    char block[500];
    for (ssize_t size; (size = read(ends[0], block, sizeof block)) > 0;) said.append(block, std::size_t(size));
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return said;
}

}  // namespace

TEST_CASE("store lock: a second process is told at once who holds it and since when; peers share it", "[store]") {
    const TempFolder here;
    using Kind = StoreLock::Kind;
    {
        const StoreLock lock(here.path(), Kind::alone, "2026-11-22T01:02:03Z");
        const std::string said = told_another(here.path(), Kind::alone);
        CHECK(said.starts_with(here.path().string() + ": locked by PID " + std::to_string(getpid()) + " on "));
        CHECK(said.ends_with(" since 2026-11-22T01:02:03Z"));
        CHECK_FALSE(told_another(here.path(), Kind::with_peers).empty());
    }
    CHECK(told_another(here.path(), Kind::alone).empty());
    const StoreLock lock(here.path(), Kind::with_peers, "then");
    CHECK(told_another(here.path(), Kind::with_peers).empty());
    CHECK_FALSE(told_another(here.path(), Kind::alone).empty());
}
