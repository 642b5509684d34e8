#include "io/store/study_file.hpp"

#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"
#include "io/store/hdf5_file.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <stdexcept>

using namespace gassan;
using namespace gassan::test;

namespace {

/// Every value another.
FeatureTable some_table(Polarity polarity, std::size_t features, std::size_t runs) {
    double next = 0.5;
    const auto number = [&] { return next += 1.0 / 3.0; };
    FeatureTable table;
    table.frame = {polarity, true, {number(), number(), number(), number()}, number(), number(), {}, "S01"};
    for (int i = 0; i < 4; ++i) table.frame.ions.push_back({number(), number(), number()});
    for (std::size_t i = 0; i < features; ++i) {
        ConsensusFeature feature{.feature_id = "F" + std::to_string(i), .charge = int(i) - 1, .ion = "[M+H]+"};
        for (double* member : {&feature.mz, &feature.place, &feature.mt_s, &feature.quality, &feature.fwhm_s,
                               &feature.front_s, &feature.tail_s, &feature.place_sd})
            *member = number();
        table.features.push_back(feature);
    }
    for (std::size_t r = 0; r < runs; ++r) {
        TableRun run{.sample_id = "S" + std::to_string(r), .run_hash = sha256(std::to_string(r)).substr(0, 32)};
        RunAlignment& alignment = run.alignment;
        alignment.aligned = r != 1;
        alignment.reason = r == 1 ? "too few anchors" : "";
        alignment.warp = {number(), number(), number(), number()};
        for (std::size_t i = 0; i < 2 * r; ++i)
            alignment.warp.late.push_back({100.0 * double(i + 1), 0.5 * double(i * i)});
        alignment.mz_shift_ppm = number();
        alignment.n_anchors = int(r) + 7;
        alignment.rms_s = number();
        for (std::size_t i = 0; i < r; ++i)
            alignment.anchors.push_back({number(), number(), number(), number(), number(), number()});
        table.runs.push_back(run);
    }
    for (std::size_t i = 0; i < features * runs; ++i) {
        Cell cell{.kind = CellKind(i % 5), .flags = FeatureFlag(i % 300), .extrapolated = i % 3 == 0};
        for (double* member : {&cell.mz, &cell.mt_s, &cell.area, &cell.area_se, &cell.snr, &cell.begin_s, &cell.end_s})
            *member = number();
        (i % 2 ? cell.limit : cell.height) = number();
        (i % 3 ? cell.quality : cell.mobility_tu) = number();
        table.cells.push_back(cell);
    }
    return table;
}

bool same_bits(double a, double b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

void check_same(const Warp& a, const Warp& b) {
    CHECK((a.a == b.a && a.b == b.b && a.c == b.c && a.delay_s == b.delay_s));
    REQUIRE(a.late.size() == b.late.size());
    for (std::size_t i = 0; i < a.late.size(); ++i)
        CHECK((a.late[i].time_s == b.late[i].time_s && a.late[i].late_s == b.late[i].late_s));
}

void check_same(const Frame& a, const Frame& b) {
    CHECK(a.polarity == b.polarity);
    CHECK(a.in_tu == b.in_tu);
    check_same(a.clock, b.clock);
    CHECK(a.relative_sd == b.relative_sd);
    CHECK(a.mz_sd_ppm == b.mz_sd_ppm);
    CHECK(a.founded_on == b.founded_on);
    REQUIRE(a.ions.size() == b.ions.size());
    for (std::size_t i = 0; i < a.ions.size(); ++i) {
        CHECK(a.ions[i].mz == b.ions[i].mz);
        CHECK(a.ions[i].place == b.ions[i].place);
        CHECK(a.ions[i].height == b.ions[i].height);
    }
}

void check_same(const RunAlignment& a, const RunAlignment& b) {
    CHECK(a.aligned == b.aligned);
    CHECK(a.reason == b.reason);
    check_same(a.warp, b.warp);
    CHECK(a.n_anchors == b.n_anchors);
    for (double RunAlignment::*member : {&RunAlignment::mz_shift_ppm, &RunAlignment::rms_s, &RunAlignment::rms_place,
                                         &RunAlignment::first_anchor_s, &RunAlignment::last_anchor_s})
        CHECK(same_bits(a.*member, b.*member));
    REQUIRE(a.anchors.size() == b.anchors.size());
    for (std::size_t i = 0; i < a.anchors.size(); ++i)
        for (double Anchor::*member : {&Anchor::mz, &Anchor::time_s, &Anchor::place, &Anchor::frame_time_s,
                                       &Anchor::residual_s, &Anchor::weight})
            CHECK(a.anchors[i].*member == b.anchors[i].*member);
}

void check_same(const ConsensusFeature& a, const ConsensusFeature& b) {
    CHECK(a.feature_id == b.feature_id);
    CHECK(a.charge == b.charge);
    CHECK(a.ion == b.ion);
    using F = ConsensusFeature;
    for (double F::*member :
         {&F::mz, &F::place, &F::mobility_tu, &F::mt_s, &F::quality, &F::fwhm_s, &F::front_s, &F::tail_s, &F::place_sd})
        CHECK(same_bits(a.*member, b.*member));
}

void check_same(const Cell& a, const Cell& b) {
    CHECK(a.kind == b.kind);
    CHECK(a.flags == b.flags);
    CHECK(a.extrapolated == b.extrapolated);
    for (double Cell::*member : {&Cell::mz, &Cell::mt_s, &Cell::mobility_tu, &Cell::area, &Cell::area_se, &Cell::height,
                                 &Cell::snr, &Cell::limit, &Cell::begin_s, &Cell::end_s, &Cell::quality})
        CHECK(same_bits(a.*member, b.*member));
}

void check_same(const FeatureTable& a, const FeatureTable& b) {
    check_same(a.frame, b.frame);
    REQUIRE(a.features.size() == b.features.size());
    for (std::size_t i = 0; i < a.features.size(); ++i) check_same(a.features[i], b.features[i]);
    REQUIRE(a.runs.size() == b.runs.size());
    for (std::size_t i = 0; i < a.runs.size(); ++i) {
        CHECK(a.runs[i].sample_id == b.runs[i].sample_id);
        CHECK(a.runs[i].run_hash == b.runs[i].run_hash);
        check_same(a.runs[i].alignment, b.runs[i].alignment);
    }
    REQUIRE(a.cells.size() == b.cells.size());
    for (std::size_t i = 0; i < a.cells.size(); ++i) check_same(a.cells[i], b.cells[i]);
}

std::string refusal(const std::filesystem::path& path, const std::string& hash = {}) {
    try {
        static_cast<void>(read_study_file(path, hash));
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("study file: two polarities are read back to the last bit", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "study.h5";
    const StoredStudy study{{some_table(Polarity::positive, 5, 3), some_table(Polarity::negative, 2, 4)},
                            "peak.min_snr = 5\n"};
    const std::string hash = write_study_file(path, study);
    CHECK(hash == hash_file(path).sha256);
    const StoredStudy again = read_study_file(path, hash);
    CHECK(again.founded_with == study.founded_with);
    REQUIRE(again.tables.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) check_same(again.tables[i], study.tables[i]);
    CHECK(write_study_file(here.path() / "again.h5", again) == hash);
}

TEST_CASE("study file: segments of runs are read back, and studies without have no word of them", "[store]") {
    const TempFolder here;
    FeatureTable table = some_table(Polarity::positive, 2, 3);
    static_cast<void>(write_study_file(here.path() / "plain.h5", {{table}, ""}));
    CHECK_FALSE(hdf5::Reader(here.path() / "plain.h5").has("table_1/runs/segment"));
    table.runs[0].segment = 2;
    table.runs[0].segment_s = 48.5;
    table.runs[0].features = 321;
    table.runs[2].segment = 13;
    static_cast<void>(write_study_file(here.path() / "study.h5", {{table}, ""}));
    const StoredStudy again = read_study_file(here.path() / "study.h5");
    for (std::size_t run = 0; run < 3; ++run) {
        CHECK(again.tables[0].runs[run].segment == table.runs[run].segment);
        CHECK(again.tables[0].runs[run].segment_s == table.runs[run].segment_s);
        CHECK(again.tables[0].runs[run].features == table.runs[run].features);
    }
}

TEST_CASE("study file: no features, no runs and no tables are read back as such", "[store]") {
    const TempFolder here;
    for (const auto& tables : {std::vector<FeatureTable>{}, std::vector{some_table(Polarity::positive, 0, 3)},
                               std::vector{some_table(Polarity::positive, 3, 0)}}) {
        write_study_file(here.path() / "study.h5", {tables, ""});
        const StoredStudy again = read_study_file(here.path() / "study.h5");
        REQUIRE(again.tables.size() == tables.size());
        for (std::size_t i = 0; i < tables.size(); ++i) check_same(again.tables[i], tables[i]);
    }
}

TEST_CASE("study file: its hash is told before it appears, and what stops it then leaves the earlier one", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "study.h5";
    const std::string first = write_study_file(path, {{some_table(Polarity::positive, 2, 2)}, ""});
    std::string told;
    const auto stop = [&](const std::string& hash) {
        told = hash;
        CHECK(hash_file(path).sha256 == first);
        throw std::runtime_error("stopped");
    };
    CHECK_THROWS_AS(write_study_file(path, {{some_table(Polarity::positive, 3, 2)}, ""}, stop), std::runtime_error);
    CHECK(told.size() == 64);
    CHECK(told != first);
    CHECK(hash_file(path).sha256 == first);
    CHECK(std::distance(std::filesystem::directory_iterator(here.path()), {}) == 1);
}

TEST_CASE("study file: damage is refused by the hash, impossible values by their name", "[store]") {
    const TempFolder here;
    const auto path = here.path() / "study.h5";
    const std::string hash = write_study_file(path, {{some_table(Polarity::positive, 5, 3)}, ""});
    std::string bytes = bytes_of(path);
    bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
    CHECK(refusal(here.file("damaged.h5", bytes), hash).find("is not what was written") != std::string::npos);

    const auto said = [&](const auto& spoil) {
        FeatureTable table = some_table(Polarity::positive, 5, 3);
        spoil(table);
        write_study_file(path, {{table}, ""});
        return refusal(path);
    };
    CHECK(said([](FeatureTable&) {}).empty());
    CHECK(said([](FeatureTable& t) { t.cells.pop_back(); }).find("14 values; 15 are due") != std::string::npos);
    CHECK(said([](FeatureTable& t) { t.cells[3].kind = CellKind(9); }).find("unknown kind") != std::string::npos);
    CHECK(said([](FeatureTable& t) { t.frame.polarity = Polarity(3); }).find("polarity") != std::string::npos);
}

TEST_CASE("HDF5 columns: a size that the file cannot hold is refused before memory is asked for", "[store]") {
    const TempFolder here;
    const auto path = here.file("x.h5", "");
    hdf5::Writer file(path);
    file.group("g");
    file.column("g/doubles", std::vector<double>{1, 2, 3});
    file.texts("g/texts", {"a", "", "\xE8\xA9\xA6\xE6\x96\x99"});
    file.close_and_compare();
    const hdf5::Reader reader(path);
    CHECK(reader.column<double>("g/doubles", 3) == std::vector<double>{1, 2, 3});
    CHECK(reader.texts("g/texts") == std::vector<std::string>{"a", "", "\xE8\xA9\xA6\xE6\x96\x99"});
    CHECK_THROWS_AS(reader.column<double>("g/doubles", 4), InputError);
    CHECK_THROWS_AS(reader.column<float>("g/doubles"), InputError);
    CHECK_THROWS_AS(reader.column<double>("g/texts"), InputError);
    CHECK_THROWS_AS(reader.texts("g/doubles"), InputError);
    CHECK_THROWS_AS(reader.column<double>("g/absent"), InputError);
    CHECK_THROWS_AS(reader.number("g", "absent"), InputError);
    CHECK_THROWS_AS(reader.whole("absent", "absent"), InputError);
}
