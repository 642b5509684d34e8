/// \file
/// Pitfalls of tools for many runs that lie in what is held and how it is stored: 33 and 34 of our list.

#include "core/base/random.hpp"
#include "core/pipeline.hpp"
#include "io/store/run_file.hpp"
#include "io/store/study_file.hpp"
#include "tests/support/temp_folder.hpp"

#include <hdf5.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr int compounds = 25;

/// Each run lacks a tenth of the compounds, so that every run has gaps to fill.
std::vector<StudyRun> made_runs(std::size_t count) {
    std::vector<StudyRun> runs(count);
    for (std::size_t run = 0; run < count; ++run) {
        runs[run].sample_id = "run" + std::to_string(run);
        runs[run].run_hash = "hash" + std::to_string(run);
        runs[run].last_time_s = 1999;
        for (int i = 0; i < compounds; ++i) {
            RandomStream here(5, 1, std::uint32_t(run), std::uint32_t(i));
            if ((run + std::size_t(i)) % 10 == 0) continue;
            Feature peak{.mz = 100.0 + 30.0 * i, .mt_s = (300.0 + 37.0 * i) * (1 + 0.0005 * draw_normal(here))};
            peak.height = 1e4 + 100.0 * i;
            peak.area = 10 * peak.height;
            peak.snr = 200;
            peak.fwhm_s = 8;
            peak.begin_s = peak.mt_s - 10;
            peak.end_s = peak.mt_s + 12;
            peak.quality = 0.9;
            runs[run].features.push_back(peak);
        }
    }
    return runs;
}

RunArchive silent_archive() {
    RunArchive archive;
    for (int scan = 0; scan < 2000; ++scan) archive.scan_time_s.push_back(scan);
    archive.dropout.assign(2000, 0);
    archive.noise = {20, 0.03, 30};
    return archive;
}

/// How many archives there were at most at one time, and how many in all.
struct Held {
    int most = 0, all = 0;
};

Held held_by(std::size_t runs, int threads) {
    const auto made = made_runs(runs);
    std::atomic<int> now = 0, most = 0, all = 0;
    StudyRequest request{.threads = threads};
    request.archive = [&](std::size_t) {
        ++all;
        const int here = ++now;
        for (int seen = most; seen < here && !most.compare_exchange_weak(seen, here);) {
        }
        return silent_archive();
    };
    // Told after the cells of a run are there, when its archive is gone.
    request.progress = [&](std::size_t, std::size_t) { --now; };
    const FeatureTable table = process_study(made, Polarity::positive, {}, request);
    REQUIRE(table.features.size() == std::size_t(compounds));
    CHECK(now == 0);
    return {most, all};
}

struct Layout {
    std::string name;
    hsize_t values = 0, most_values = 0, chunk = 0;  ///< chunk 0: one piece
    std::size_t width = 0;
};

herr_t add_layout(hid_t file, const char* name, const H5O_info_t* info, void* to) {
    if (info->type != H5O_TYPE_DATASET) return 0;
    Layout layout{name};
    const hid_t set = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(set), type = H5Dget_type(set),
                made = H5Dget_create_plist(set);
    if (H5Sget_simple_extent_ndims(space) == 1) H5Sget_simple_extent_dims(space, &layout.values, &layout.most_values);
    layout.width = H5Tget_size(type);
    if (H5Pget_layout(made) == H5D_CHUNKED) H5Pget_chunk(made, 1, &layout.chunk);
    for (const auto close : {H5Pclose(made), H5Tclose(type), H5Sclose(space), H5Dclose(set)}) CHECK(close >= 0);
    static_cast<std::vector<Layout>*>(to)->push_back(layout);
    return 0;
}

std::vector<Layout> layouts_of(const std::filesystem::path& path) {
    std::vector<Layout> layouts;
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    REQUIRE(file >= 0);
    CHECK(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, add_layout, &layouts, H5O_INFO_BASIC) >= 0);
    H5Fclose(file);
    return layouts;
}

/// One piece, or chunks of half a megabyte at most that are no smaller than 64 KiB; of a length that nothing can be
/// appended to.
void check_layouts(const std::vector<Layout>& layouts) {
    for (const Layout& layout : layouts) {
        INFO(layout.name << ": " << layout.values << " values of " << layout.width << " bytes, chunks of "
                         << layout.chunk);
        CHECK(layout.most_values == layout.values);
        if (layout.chunk == 0) continue;
        CHECK(layout.chunk * layout.width >= 65536);
        CHECK((layout.values + layout.chunk - 1) / layout.chunk <= layout.values / 65536 + 1);
    }
}

}  // namespace

TEST_CASE("Pitfall 33: no more runs are held at one time than threads work, and each is asked for once") {
    for (const std::size_t runs : {20u, 80u}) {
        INFO(runs << " runs");
        const Held one = held_by(runs, 1);
        CHECK(one.most == 1);
        CHECK(one.all == int(runs));  // the work is linear in the runs
        const Held three = held_by(runs, 3);
        CHECK(three.most <= 3);
        CHECK(three.all == int(runs));
    }
}

TEST_CASE("Pitfall 34: a table of many runs is stored in large pieces, none of which can be appended to") {
    const TempFolder here;
    StoredStudy study{{FeatureTable{}}, "with these parameters"};
    FeatureTable& table = study.tables.front();
    table.features.resize(300);
    table.runs.resize(1000);
    table.cells.resize(table.features.size() * table.runs.size());
    write_study_file(here.path() / "study.h5", study);
    const auto layouts = layouts_of(here.path() / "study.h5");
    check_layouts(layouts);
    const auto cells = std::count_if(layouts.begin(), layouts.end(), [&](const Layout& layout) {
        return layout.values == table.cells.size() && layout.chunk == 65536;
    });
    CHECK(cells >= 10);  // a column each of what a cell holds
}

TEST_CASE("Pitfall 34: the centroids of a run are stored in one piece a column") {
    const TempFolder here;
    StoredRun run;
    run.archive = silent_archive();
    run.archive.noise.gain = 20;
    run.record.scans = run.archive.scan_time_s.size();
    for (std::int32_t i = 0; i < 200000; ++i) {
        run.archive.centroids.key.push_back(i * 100);
        run.archive.centroids.scan.push_back(std::uint32_t(i % 2000));
        run.archive.centroids.intensity.push_back(100.0f);
    }
    write_run_file(here.path() / "run.h5", run);
    const auto layouts = layouts_of(here.path() / "run.h5");
    check_layouts(layouts);
    const auto centroids = std::count_if(layouts.begin(), layouts.end(), [&](const Layout& layout) {
        return layout.values == 200000 && layout.chunk == 0;
    });
    CHECK(centroids == 3);
}
