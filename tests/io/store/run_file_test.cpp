#include "io/store/run_file.hpp"

#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"
#include "io/store/centroid_columns.hpp"
#include "io/store/hdf5_file.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <thread>

using namespace gassan;
using namespace gassan::test;

namespace {

/// Every value another, some of them NaN, so that no two members can be mixed up unseen.
StoredRun some_run(std::size_t scans = 300, std::size_t centroids = 70001) {
    StoredRun run;
    double next = 0.5;
    const auto number = [&] { return next += 1.0 / 3.0; };
    for (int i = 0; i < 3; ++i) {
        Feature feature{.feature_id = "F" + std::to_string(i + 1), .ion = i == 1 ? "M+1 of F1 \xC2\xB5" : ""};
        for (double* member :
             {&feature.mz, &feature.mt_s, &feature.area, &feature.height, &feature.snr, &feature.fwhm_s,
              &feature.asymmetry, &feature.begin_s, &feature.end_s, &feature.area_se, &feature.quality, &feature.a1_s})
            *member = number();
        if (i == 2) feature.mobility_tu = -0.0;
        feature.charge = i - 1;
        feature.model = PeakModel(i + 1);
        feature.flags = i == 1 ? FeatureFlag::overlap | FeatureFlag::spike : FeatureFlag::none;
        run.features.push_back(feature);
    }
    RunArchive& archive = run.archive;
    archive.polarity = Polarity::negative;
    for (std::size_t scan = 0; scan < scans; ++scan) {
        archive.scan_time_s.push_back(double(scan) * 1.1);
        archive.dropout.push_back(scan % 7 == 3);
    }
    archive.spacing_s = number();
    archive.scatter.floor_ppm = number();
    for (double& counts : archive.scatter.counts_ppm2) counts = number();
    archive.noise = {number(), number(), number(), number()};
    archive.width_law = {number(), number(), number(), 17};
    for (std::size_t i = 0; i < centroids; ++i) {
        archive.centroids.key.push_back(std::int32_t(i * 1000) - 500);
        archive.centroids.scan.push_back(std::uint32_t((i * 7919) % scans));
        archive.centroids.intensity.push_back(1.0f + float(i) / 7.0f);
    }
    run.total_ion = {0.0, archive.scan_time_s, {}};
    for (std::size_t scan = 0; scan < scans; ++scan)
        run.total_ion.intensity.push_back(archive.dropout[scan] ? std::numeric_limits<float>::quiet_NaN()
                                                                : float(scan) * 3.0f);
    RunRecord& record = run.record;
    record.status = RunStatus::warned;
    record.reason = "two reasons; \"quoted\"";
    record.polarity = Polarity::negative;
    record.input_sha256 = sha256("input");
    record.input_bytes = 1234567890123;
    record.run_hash = "0123456789abcdef0123456789abcdef";
    record.scans = scans;
    record.centroids = centroids;
    record.features = 3;
    record.first_time_s = number();
    record.character = {number(), number(), number(), number(), number(), number(), number(), number(), 5, 6, 7, 8};
    record.lock_masses = "66.0631;622.0290";
    record.lock_ppm = "1.24;-0.31";
    record.notes = {{"unsorted-mz", "spectrum 4", "was sorted"}, {"time-gap", "", "of 30 s"}};
    run.provenance = R"({"program":"gassan"})";
    return run;
}

bool same_bits(double a, double b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

void check_same(const Feature& a, const Feature& b) {
    CHECK(a.feature_id == b.feature_id);
    CHECK(a.ion == b.ion);
    CHECK(a.charge == b.charge);
    CHECK(a.flags == b.flags);
    CHECK(a.model == b.model);
    for (double Feature::*member :
         {&Feature::mz, &Feature::mt_s, &Feature::mobility_tu, &Feature::area, &Feature::height, &Feature::snr,
          &Feature::fwhm_s, &Feature::asymmetry, &Feature::begin_s, &Feature::end_s, &Feature::area_se,
          &Feature::quality, &Feature::a1_s})
        CHECK(same_bits(a.*member, b.*member));
}

void check_same(const RunRecord& a, const RunRecord& b) {
    CHECK(a.status == b.status);
    CHECK(a.reason == b.reason);
    CHECK(a.polarity == b.polarity);
    CHECK(a.input_sha256 == b.input_sha256);
    CHECK(a.input_bytes == b.input_bytes);
    CHECK(a.run_hash == b.run_hash);
    CHECK(a.lock_masses == b.lock_masses);
    CHECK(a.lock_ppm == b.lock_ppm);
    CHECK(a.scans == b.scans);
    CHECK(a.centroids == b.centroids);
    CHECK(a.features == b.features);
    CHECK(same_bits(a.first_time_s, b.first_time_s));
    CHECK(same_bits(a.last_time_s, b.last_time_s));
    for (double RunCharacter::*member :
         {&RunCharacter::gain, &RunCharacter::flicker, &RunCharacter::threshold, &RunCharacter::mz_floor_ppm,
          &RunCharacter::mz_drift_ppm, &RunCharacter::fwhm_ref_s, &RunCharacter::time_ref_s, &RunCharacter::fwhm_power})
        CHECK(same_bits(a.character.*member, b.character.*member));
    CHECK(a.character.width_peaks == b.character.width_peaks);
    CHECK(a.character.traces == b.character.traces);
    CHECK(a.character.lasting_ions == b.character.lasting_ions);
    CHECK(a.character.dropouts == b.character.dropouts);
    REQUIRE(a.notes.size() == b.notes.size());
    for (std::size_t i = 0; i < a.notes.size(); ++i) {
        CHECK(a.notes[i].code == b.notes[i].code);
        CHECK(a.notes[i].where == b.notes[i].where);
        CHECK(a.notes[i].text == b.notes[i].text);
    }
}

void check_same_clock(const RunArchive& a, const RunArchive& b) {
    CHECK(a.polarity == b.polarity);
    CHECK(a.scan_time_s == b.scan_time_s);
    CHECK(a.dropout == b.dropout);
    CHECK(a.spacing_s == b.spacing_s);
    CHECK(a.scatter.floor_ppm == b.scatter.floor_ppm);
    CHECK(a.scatter.counts_ppm2 == b.scatter.counts_ppm2);
    CHECK(a.noise.gain == b.noise.gain);
    CHECK(a.noise.relative == b.noise.relative);
    CHECK(a.noise.threshold == b.noise.threshold);
    CHECK(a.width_law.fwhm_ref_s == b.width_law.fwhm_ref_s);
    CHECK(a.width_law.time_ref_s == b.width_law.time_ref_s);
    CHECK(a.width_law.power == b.width_law.power);
    CHECK(a.width_law.learnt_from == b.width_law.learnt_from);
}

void check_same_centroids(const IonCache& a, const IonCache& b) {
    CHECK((a.key == b.key));
    CHECK((a.scan == b.scan));
    CHECK((a.intensity == b.intensity));
}

void check_same_small_parts(const StoredRun& a, const StoredRun& b) {
    check_same(a.record, b.record);
    REQUIRE(a.features.size() == b.features.size());
    for (std::size_t i = 0; i < a.features.size(); ++i) check_same(a.features[i], b.features[i]);
    check_same_clock(a.archive, b.archive);
    CHECK(a.total_ion.time_s == b.total_ion.time_s);
    REQUIRE(a.total_ion.intensity.size() == b.total_ion.intensity.size());
    CHECK(std::memcmp(a.total_ion.intensity.data(), b.total_ion.intensity.data(),
                      a.total_ion.intensity.size() * sizeof(float)) == 0);
    CHECK(a.provenance == b.provenance);
}

/// The message of the refusal; empty if the file was read.
template <class Read>
std::string refusal(const Read& read) {
    try {
        static_cast<void>(read());
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("run file: what was written is read back to the last bit, whole and in parts", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "run.h5";
    const StoredRun run = some_run();
    const std::string hash = write_run_file(path, run);
    CHECK(hash == hash_file(path).sha256);

    const StoredRun whole = read_run_file(path, hash);
    check_same_small_parts(whole, run);
    check_same_centroids(whole.archive.centroids, run.archive.centroids);

    const StoredRun small = read_run_without_centroids(path, hash);
    check_same_small_parts(small, run);
    CHECK(small.archive.centroids.key.empty());

    const RunArchive archive = read_run_archive(path, hash);
    check_same_clock(archive, run.archive);
    check_same_centroids(archive.centroids, run.archive.centroids);
}

TEST_CASE("run file: more scans than 16 bits count keep their numbers", "[store]") {
    const TempFolder here;
    for (const std::size_t scans : {65536u, 65537u}) {
        const auto path = here.path() / std::to_string(scans);
        StoredRun run = some_run(scans, 100);
        run.archive.centroids.scan.back() = std::uint32_t(scans - 1);
        write_run_file(path, run);
        check_same_centroids(read_run_archive(path).centroids, run.archive.centroids);
        CHECK(hdf5::Reader(path).width("centroids/scan") == (scans == 65536 ? 2 : 4));
    }
}

TEST_CASE("run file: keys come back from their halves, however far apart and on whichever side of zero", "[store]") {
    const TempFolder here;
    StoredRun run = some_run(50, 9);
    constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min(), most = -(least + 1);
    run.archive.centroids.key = {least, -65537, -65536, -1, 0, 65535, 65536, 65536 * 7, most};
    std::fill(run.archive.centroids.scan.begin(), run.archive.centroids.scan.end(), 7u);
    write_run_file(here.path() / "run.h5", run);
    check_same_centroids(read_run_archive(here.path() / "run.h5").centroids, run.archive.centroids);

    // As the page on formats has it, read by another road.
    const hdf5::Reader file(here.path() / "run.h5");
    const auto low = file.column<std::uint16_t>("centroids/key_low");
    const auto begin = file.column<std::uint32_t>("centroids/block_begin");
    const std::int64_t first = file.whole("centroids", "first_high");
    for (std::size_t i = 0; i < low.size(); ++i) {
        const auto block = std::upper_bound(begin.begin(), begin.end() - 1, std::uint32_t(i)) - begin.begin() - 1;
        CHECK((first + block) * 65536 + low[i] == run.archive.centroids.key[i]);
    }
}

TEST_CASE("run file: a part holds every centroid of the keys asked for, in order, and few others", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "run.h5";
    const StoredRun run = some_run();  // keys from -500 to 70,000,000, one every 1,000
    const IonCache& all = run.archive.centroids;
    write_run_file(path, run);
    const auto part_of = [&](const std::vector<KeySpan>& keys) { return read_run_archive_part(path, keys); };
    CHECK(part_of({}).centroids.key.empty());
    CHECK(part_of({{-90000, -70000}, {80000000, 90000000}}).centroids.key.empty());
    check_same_clock(part_of({}), run.archive);
    check_same_centroids(part_of({{-1000000, 100000000}}).centroids, all);

    // Out of order, overlapping, within one block, over a border of blocks, beyond both ends.
    const std::vector<KeySpan> keys{{40000000, 40001000}, {-700000, 500},       {65000, 66000},
                                    {69999000, 90000000}, {40000500, 40002500}, {131071, 131071}};
    const IonCache part = part_of(keys).centroids;
    std::size_t at = 0, wanted = 0;
    for (std::size_t i = 0; i < all.key.size(); ++i) {
        const bool asked = std::any_of(keys.begin(), keys.end(), [&](const KeySpan& span) {
            return span.first <= all.key[i] && all.key[i] <= span.last;
        });
        const bool there = at < part.key.size() && part.key[at] == all.key[i] && part.scan[at] == all.scan[i] &&
                           part.intensity[at] == all.intensity[i];
        if (asked) CHECK(there);
        wanted += asked;
        at += there;
    }
    CHECK(at == part.key.size());
    CHECK(wanted == 7);
    CHECK(part.key.size() < wanted + 500);  // blocks of 66
}

TEST_CASE("columns: stretches come as they lie, of a plain column and of a deflated one", "[store]") {
    const TempFolder here;
    std::vector<std::uint32_t> values(100000);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::uint32_t(i * 2654435761u);
    {
        hdf5::Writer file(here.file("columns.h5", ""));
        file.column("deflated", values);
        file.column("plain", values, hdf5::Packing::plain);
        file.close_and_compare();
    }
    const hdf5::Reader file(here.path() / "columns.h5");
    const std::vector<hdf5::Stretch> stretches{{99990, 100000}, {5, 5}, {0, 3}, {65530, 65540}};
    std::vector<std::uint32_t> wanted;
    for (const auto& stretch : stretches)
        for (std::size_t i = stretch.begin; i < stretch.end; ++i) wanted.push_back(values[i]);
    for (const char* name : {"deflated", "plain"}) {
        CHECK(file.parts<std::uint32_t>(name, stretches) == wanted);
        CHECK(file.length(name) == values.size());
        const std::vector<hdf5::Stretch> beyond{{99990, 100001}}, backwards{{7, 6}};
        CHECK_FALSE(refusal([&] { return file.parts<std::uint32_t>(name, beyond); }).empty());
        CHECK_FALSE(refusal([&] { return file.parts<std::uint32_t>(name, backwards); }).empty());
        CHECK_FALSE(refusal([&] { return file.parts<float>(name, stretches); }).empty());
    }
}

TEST_CASE("run file: blocks of keys that do not fit their number or do not ascend are refused", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "run.h5";
    const auto said = [&](const std::vector<std::uint32_t>& begins, std::int64_t first) {
        {
            hdf5::Writer file(here.file("run.h5", ""));
            file.group("centroids");
            file.value("centroids", "first_high", first);
            file.column("centroids/block_begin", begins);
            file.column("centroids/key_low", std::vector<std::uint16_t>{1, 2, 3});
            file.column("centroids/scan", std::vector<std::uint16_t>{0, 0, 0});
            file.column("centroids/intensity", std::vector<float>{1.0f, 1.0f, 1.0f});
            file.close_and_compare();
        }
        return refusal([&] { return read_centroids(hdf5::Reader(path), 1); });
    };
    CHECK(said({0, 3}, 0).empty());
    CHECK(said({0, 1, 1, 3}, -32768).empty());
    for (const auto& begins : std::vector<std::vector<std::uint32_t>>{{}, {0}, {1, 3}, {0, 2}, {0, 4}})
        CHECK(said(begins, 0).find("does not fit the keys") != std::string::npos);
    CHECK(said({0, 2, 1, 3}, 0).find("does not ascend") != std::string::npos);
    CHECK(said({0, 4, 3}, 0).find("does not ascend") != std::string::npos);
    CHECK(said({0, 1, 3}, 32767).find("does not fit the keys") != std::string::npos);
    CHECK(said({0, 3}, -32769).find("does not fit the keys") != std::string::npos);
}

TEST_CASE("run file: a run without features, notes and centroids is one too", "[store]") {
    const TempFolder here;
    StoredRun run = some_run(25, 0);
    run.features.clear();
    run.record.features = 0;
    run.record.notes.clear();
    run.record.reason.clear();
    write_run_file(here.path() / "run.h5", run);
    check_same_small_parts(read_run_file(here.path() / "run.h5"), run);
}

TEST_CASE("run file: the same run gives the same bytes, under any name and from any thread", "[store]") {
    const TempFolder here;
    StoredRun run = some_run();
    const std::string first = write_run_file(here.path() / "a.h5", run);
    run.record.sample_id = "another row of the sheet";
    std::vector<std::string> others(4);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < others.size(); ++i)
        threads.emplace_back([&, i] { others[i] = write_run_file(here.path() / ("b" + std::to_string(i)), run); });
    threads.clear();
    CHECK(others == std::vector<std::string>(4, first));
    run.features[1].snr = std::nextafter(run.features[1].snr, 0.0);
    CHECK(write_run_file(here.path() / "c.h5", run) != first);
}

TEST_CASE("run file: is its owner's alone, and nothing unfinished stays beside it", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "run.h5";
    write_run_file(path, some_run());
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK_THROWS_AS(write_run_file(here.path() / "no" / "run.h5", some_run()), EnvironmentError);
    CHECK(std::distance(std::filesystem::directory_iterator(here.path()), {}) == 1);
}

TEST_CASE("run file: cut anywhere or with any byte changed it is refused before HDF5 sees it", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "run.h5", damaged = here.path() / "damaged.h5";
    const std::string hash = write_run_file(path, some_run(50, 500)), bytes = bytes_of(path);
    const auto refused = [&](const std::string& content) {
        std::ofstream(damaged, std::ios::binary) << content;
        const std::string said = refusal([&] { return read_run_file(damaged, hash); });
        return said.starts_with(damaged.string() + ": is not what was written: its SHA-256 is ") &&
               !refusal([&] { return read_run_archive(damaged, hash); }).empty() &&
               !refusal([&] { return read_run_without_centroids(damaged, hash); }).empty();
    };
    std::size_t passed = 0, tries = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 97, ++tries) passed += !refused(bytes.substr(0, at));
    for (std::size_t at = 0; at < bytes.size(); at += 97, ++tries) {
        std::string flipped = bytes;
        flipped[at] = char(flipped[at] ^ 0x10);
        passed += !refused(flipped);
    }
    CHECK(tries > 200);
    CHECK(passed == 0);
    std::filesystem::remove(damaged);
    CHECK(refusal([&] { return read_run_file(damaged, hash); }).find("is not there") != std::string::npos);
}

TEST_CASE("run file: what is no HDF5 file, or another one, is refused in one line", "[store]") {
    const TempFolder here;
    CHECK(refusal([&] { return read_run_file(here.file("text", "no HDF5 at all")); }).find("no HDF5 file") !=
          std::string::npos);
    CHECK_FALSE(refusal([&] { return read_run_file(here.path() / "absent"); }).empty());
    {
        hdf5::Writer file(here.file("other.h5", ""));
        file.value("/", "format", std::string("gassan study 1"));
        file.close_and_compare();
    }
    const std::string said = refusal([&] { return read_run_file(here.path() / "other.h5"); });
    CHECK(said.find("format: is gassan study 1, not gassan run 2") != std::string::npos);
    CHECK(said.find('\n') == std::string::npos);
}

TEST_CASE("run file: well-formed values that no run can have are refused, each by its name", "[store]") {
    const TempFolder here;
    const auto said = [&](const auto& spoil) {
        StoredRun run = some_run(50, 100);
        spoil(run);
        const auto path = here.path() / "run.h5";
        write_run_file(path, run);
        return refusal([&] { return read_run_file(path); });
    };
    const auto names = [](const std::string& text, const std::string& part) {
        INFO(text);
        return text.find(part) != std::string::npos;
    };
    CHECK(said([](StoredRun&) {}).empty());
    CHECK(names(said([](StoredRun& run) { run.archive.centroids.scan[7] = 50; }), "names a scan that is not there"));
    CHECK(names(said([](StoredRun& run) { std::swap(run.archive.centroids.key[3], run.archive.centroids.key[4]); }),
                "are not in order"));
    CHECK(names(said([](StoredRun& run) {
                    run.archive.centroids.key[4] = run.archive.centroids.key[3];
                    run.archive.centroids.scan[4] = run.archive.centroids.scan[3] - 1;
                }),
                "are not in order"));
    CHECK(names(said([](StoredRun& run) { run.archive.centroids.intensity[9] = 0.0f; }), "no count"));
    CHECK(names(said([](StoredRun& run) { run.archive.centroids.intensity[9] = NAN; }), "no count"));
    CHECK(names(said([](StoredRun& run) { run.archive.centroids.intensity.pop_back(); }), "99 values; 100 are due"));
    CHECK(names(said([](StoredRun& run) { run.archive.dropout.pop_back(); }), "49 values; 50 are due"));
    CHECK(names(said([](StoredRun& run) { std::swap(run.archive.scan_time_s[3], run.archive.scan_time_s[4]); }),
                "does not ascend"));
    CHECK(names(said([](StoredRun& run) { run.record.features = 4; }), "not as many as the record says"));
    CHECK(names(said([](StoredRun& run) { run.record.scans = 51; }), "not as many as the record says"));
    CHECK(names(said([](StoredRun& run) { run.record.polarity = Polarity(5); }), "polarity"));
    CHECK(names(said([](StoredRun& run) { run.archive.noise.gain = -1.0; }), "laws"));
    CHECK(names(said([](StoredRun& run) { run.archive.spacing_s = NAN; }), "laws"));
}

TEST_CASE("run hash: follows input, version and the parameters that look at one run, and no others", "[store]") {
    const std::string input = sha256("input");
    const std::string hash = run_hash(input, {}, "1.0");
    CHECK(hash.size() == 32);
    CHECK(hash.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(run_hash(input, {}, "1.0") == hash);
    CHECK(run_hash(sha256("other"), {}, "1.0") != hash);
    CHECK(run_hash(input, {}, "1.1") != hash);
    const LockMass told{.name = "ours", .polarity = Polarity::positive, .mz = 100.5};
    CHECK(run_hash(input, {}, "1.0", {{told}}) != hash);
    Params params;
    params.align.min_anchors += 1;
    params.match.min_runs += 1;
    CHECK(run_hash(input, params, "1.0") == hash);
    params.peak.min_snr += 1;
    CHECK(run_hash(input, params, "1.0") != hash);
    params = {};
    params.read.polarity = "negative";
    CHECK(run_hash(input, params, "1.0") != hash);
}
