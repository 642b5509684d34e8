/// \file
/// Every MassHunter folder with tables beside it, against what another program decoded of it: `ctest -L agilent`.
/// $GASSAN_AGILENT_DIR (default $GASSAN_SHARED/agilent_d) holds NAME.D and NAME.profile.tsv, NAME.peak.tsv,
/// NAME.*.points.tsv and NAME.bioconfirm.tsv. A table that is not compared, and a folder without one, are failures.

#include "io/agilent/calibration_files.hpp"
#include "io/agilent/peak_block.hpp"
#include "io/agilent/profile_block.hpp"
#include "io/agilent/stored_spectra.hpp"
#include "io/read_run.hpp"
#include "tests/support/table_rows.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace gassan;
namespace fs = std::filesystem;

namespace {

int failures = 0;

void fail(const std::string& where, const std::string& what) {
    if (++failures <= 40) std::printf("FAILED: %s: %s\n", where.c_str(), what.c_str());
}

// ---- tables --------------------------------------------------------------------------------------------------------

using Row = test::TableRow;

std::vector<Row> rows_of(const fs::path& path) {
    std::ifstream file(path);
    std::string line;
    std::vector<std::string> header;
    std::vector<Row> rows;
    while (std::getline(file, line)) {
        if (line.empty() || line.front() == '#') continue;
        const auto cells = test::table_cells(line);
        if (header.empty()) {
            header = cells;
            continue;
        }
        Row row;
        for (std::size_t i = 0; i < header.size() && i < cells.size(); ++i) row[header[i]] = cells[i];
        rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<double> number(const std::string& text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Half of the last digit that is written.
double rounding(const std::string& text) {
    const auto point = text.find('.');
    return point == std::string::npos ? 0.0 : 0.51 * std::pow(10.0, -double(text.size() - point - 1));
}

void same(const std::string& where, const Row& row, const char* column, double ours, double tolerance) {
    const auto found = row.find(column);
    if (found == row.end()) return fail(where, std::string("no column ") + column);
    // Of a spectrum that is not there nothing need be told.
    const auto status = row.find("status");
    if (found->second.empty() && status != row.end() && status->second == "TRUNCATED") return;
    const auto theirs = number(found->second);
    if (!theirs || !(std::abs(*theirs - ours) <= tolerance + rounding(found->second)))
        fail(where, std::string(column) + ": ours " + std::to_string(ours) + ", expected " + found->second);
}

void same_text(const std::string& where, const Row& row, const char* column, const std::string& ours) {
    const auto found = row.find(column);
    if (found == row.end() || found->second != ours)
        fail(where, std::string(column) + ": ours " + ours + ", expected " +
                        (found == row.end() ? "such a column" : found->second));
}

// ---- one scan ------------------------------------------------------------------------------------------------------

/// All points of one stored spectrum, as the file holds them.
struct Points {
    std::vector<double> mz, default_mz, intensity;
    bool flight_times = true;
    std::string crc32;
};

class Folder {
public:
    explicit Folder(const fs::path& path)
        : path_(path), folder_(path), scans_(folder_, notes_), spectra_(folder_, scans_, {}) {}

    [[nodiscard]] const ScanTable& scans() const { return scans_; }
    [[nodiscard]] const fs::path& path() const { return path_; }

    [[nodiscard]] const SpectrumFile& file(Representation kind) const {
        return spectra_.files()[kind == Representation::profile ? 0 : 1];
    }

    [[nodiscard]] const ScanBlock* block(const ScanRecord& scan, Representation kind) const {
        for (const ScanBlock& block : scan.blocks) {
            const auto storage = scans_.format_of(block).storage;
            if (storage == (kind == Representation::profile ? SpectrumFormat::in_profile : SpectrumFormat::in_peaks))
                return &block;
        }
        return nullptr;
    }

    [[nodiscard]] Points points(const ScanRecord& scan, const ScanBlock& block, Representation kind) {
        Points points;
        if (block.points == 0) return points;
        ByteBuffer room;
        const auto bytes = file(kind).file->read(std::uint64_t(block.offset), std::uint64_t(block.bytes), room);
        const auto format = scans_.format_of(block, bytes);
        if (!calibrations_) calibrations_.emplace(folder_, scans_, notes_);
        if (kind == Representation::profile) {
            FlightProfile profile;
            decode_profile(format, block, bytes, profile);
            points.mz.resize(profile.counts.size());
            points.default_mz = points.mz;
            calibrate_bins(calibrations_->of(scan), profile.start_ns, profile.step_ns, points.mz);
            calibrate_bins(calibrations_->default_of(scan), profile.start_ns, profile.step_ns, points.default_mz);
            points.intensity.assign(profile.counts.begin(), profile.counts.end());
            points.crc32 = crc(profile.counts.data(), profile.counts.size_bytes());
            return points;
        }
        StoredPeaks peaks;
        decode_peaks(format, block, bytes, peaks);
        points.mz = points.default_mz = peaks.x;
        points.flight_times = peaks.flight_times;
        if (peaks.flight_times) {
            calibrate(calibrations_->of(scan), points.mz);
            calibrate(calibrations_->default_of(scan), points.default_mz);
        }
        points.intensity = peaks.intensity;
        points.crc32 = crc(points.intensity.data(), points.intensity.size() * sizeof(double));
        return points;
    }

private:
    fs::path path_;
    NoteBook notes_;
    AgilentFolder folder_;
    ScanTable scans_;
    StoredSpectra spectra_;
    std::optional<CalibrationFiles> calibrations_;

    static std::string crc(const void* data, std::size_t size) {
        char text[16];
        const auto value = ::crc32(0, static_cast<const Bytef*>(data), static_cast<uInt>(size));
        std::snprintf(text, sizeof text, "%08lx", value);
        return text;
    }
};

// ---- comparisons ---------------------------------------------------------------------------------------------------

constexpr double mz_tolerance = 2e-8;

/// What the instrument wrote of its own spectra. amber was cut to a window by those who made it, and keeps the whole's.
void compare_with_record(const std::string& where, const ScanRecord& scan, const ScanBlock& block, const Points& points,
                         Representation kind, double sum, std::size_t top) {
    if (points.intensity[top] != block.max_y) fail(where, "the largest intensity is not the MaxY of the record");
    if (scan.blocks.size() > 1 && kind == Representation::profile) return;  // these speak of the peak list
    const double tic_tolerance = points.flight_times ? 1e-12 * sum : 0.003 * sum;
    if (!(std::abs(scan.tic - sum) <= tic_tolerance)) fail(where, "the sum is not the TIC of the record");
    const double mz_off = std::abs(points.default_mz[top] - scan.base_peak_mz);
    if (!(mz_off <= (points.flight_times ? 1e-9 * scan.base_peak_mz : 0.5)))
        fail(where, "the base peak is not that of the record");
}

void compare_scan(const std::string& where, Folder& folder, const ScanRecord& scan, const Row& row,
                  Representation kind) {
    same(where, row, "scan_id", double(scan.scan_id), 0.0);
    same(where, row, "time_min", scan.time_min, 1e-12);
    same(where, row, "ms_level", double(scan.ms_level), 0.0);
    same(where, row, "scan_type", double(scan.scan_type), 0.0);
    if (row.count("polarity") && (row.at("polarity") == "+" || row.at("polarity") == "-"))
        same_text(where, row, "polarity", scan.polarity == Polarity::positive ? "+" : "-");
    same(where, row, "stored_tic", scan.tic, 1e-12 * std::abs(scan.tic));
    same(where, row, "stored_base_mz", scan.base_peak_mz, 1e-12 * std::abs(scan.base_peak_mz));
    same(where, row, "stored_base_value", scan.base_peak_value, 1e-12 * std::abs(scan.base_peak_value));
    const ScanBlock* const block = folder.block(scan, kind);
    if (block == nullptr) return fail(where, "the scan has no such spectrum");
    same(where, row, "stored_maxy", block->max_y, 1e-12 * std::abs(block->max_y));
    const bool complete = folder.file(kind).is_complete(*block);
    same_text(where, row, "status", complete ? "ok" : "TRUNCATED");
    if (!complete) return;

    const Points points = folder.points(scan, *block, kind);
    double sum = 0.0, moment = 0.0;
    std::size_t nonzero = 0;
    for (std::size_t i = 0; i < points.mz.size(); ++i) {
        sum += points.intensity[i];
        moment += points.mz[i] * points.intensity[i];
        nonzero += points.intensity[i] != 0.0;
    }
    same(where, row, "n_points", double(points.mz.size()), 0.0);
    same(where, row, "n_nonzero", double(nonzero), 0.0);
    same(where, row, "sum_intensity", sum, 1e-12 * sum);
    if (points.mz.empty()) return;
    const auto top =
        std::size_t(std::max_element(points.intensity.begin(), points.intensity.end()) - points.intensity.begin());
    same(where, row, "base_intensity", points.intensity[top], 0.0);
    same(where, row, "base_mz", points.mz[top], mz_tolerance);
    const auto standard = row.find("base_mz_default_cal");
    const bool told = standard != row.end() && !standard->second.empty() && standard->second != "nan";
    if (points.flight_times || told) same(where, row, "base_mz_default_cal", points.default_mz[top], mz_tolerance);
    same(where, row, "first_mz", points.mz.front(), mz_tolerance);
    same(where, row, "last_mz", points.mz.back(), mz_tolerance);
    if (sum > 0.0) same(where, row, "centroid_mz", moment / sum, mz_tolerance);
    same_text(where, row, "crc32_intensity", points.crc32);
    if (!folder.path().filename().string().starts_with("amber"))
        compare_with_record(where, scan, *block, points, kind, sum, top);
}

/// The same rows through the door that users take.
void compare_door(const std::string& where, const Folder& folder, const std::vector<Row>& rows, Representation kind) {
    ReadParams params;
    params.agilent_spectra = kind == Representation::profile ? "profile" : "centroid";
    std::vector<const Row*> wanted;
    for (const Row& row : rows)
        if (row.at("status") == "ok" && row.at("ms_level") == "1") wanted.push_back(&row);
    std::size_t next = 0;
    try {
        static_cast<void>(for_each_spectrum(folder.path(), params, [&](const Spectrum& spectrum) {
            if (next >= wanted.size()) return fail(where, "more spectra than expected");
            const Row& row = *wanted[next++];
            const std::string here = where + ": " + spectrum.id;
            same_text(here, row, "scan_id", spectrum.id.substr(spectrum.id.find('=') + 1));
            same(here, row, "time_min", spectrum.time_s / 60.0, 1e-9);
            same(here, row, "n_points", double(spectrum.mz.size()), 0.0);
            if (spectrum.representation != kind) fail(here, "called by another kind");
            if (spectrum.mz.empty()) return;
            same(here, row, "first_mz", spectrum.mz.front(), mz_tolerance);
            same(here, row, "last_mz", spectrum.mz.back(), mz_tolerance);
            const float most = *std::max_element(spectrum.intensity.begin(), spectrum.intensity.end());
            same(here, row, "base_intensity", double(most), 1e-7 * double(most));
        }));
    } catch (const std::exception& error) {
        fail(where, error.what());
    }
    if (next != wanted.size()) fail(where, std::to_string(next) + " of " + std::to_string(wanted.size()) + " spectra");
}

void compare_scans(const std::string& where, Folder& folder, const std::vector<Row>& rows, Representation kind) {
    if (rows.size() != folder.scans().scans()) fail(where, "another number of scans");
    if (rows.empty()) return fail(where, "an empty table");
    folder.scans().for_each([&](const ScanRecord& scan) {
        if (scan.index < rows.size())
            compare_scan(where + ": scan " + std::to_string(scan.index), folder, scan, rows[scan.index], kind);
    });
    compare_door(where, folder, rows, kind);
}

void compare_points(const std::string& where, Folder& folder, const std::vector<Row>& rows, Representation kind) {
    std::map<std::size_t, std::vector<const Row*>> of_scan;
    for (const Row& row : rows) of_scan[std::size_t(number(row.at("index")).value())].push_back(&row);
    if (rows.empty()) return fail(where, "an empty table");
    std::size_t seen = 0;
    folder.scans().for_each([&](const ScanRecord& scan) {
        const auto theirs = of_scan.find(scan.index);
        if (theirs == of_scan.end()) return;
        ++seen;
        const std::string here = where + ": scan " + std::to_string(scan.index);
        const ScanBlock* const block = folder.block(scan, kind);
        if (block == nullptr || !folder.file(kind).is_complete(*block)) return fail(here, "is not there");
        const Points points = folder.points(scan, *block, kind);
        std::size_t next = 0;
        for (std::size_t i = 0; i < points.mz.size(); ++i) {
            if (points.intensity[i] == 0.0) continue;
            if (next == theirs->second.size()) return fail(here, "more points than expected");
            same(here, *theirs->second[next], "mz", points.mz[i], mz_tolerance);
            same(here, *theirs->second[next++], "intensity", points.intensity[i], 0.0);
        }
        if (next != theirs->second.size()) fail(here, "fewer points than expected");
    });
    if (seen != of_scan.size()) fail(where, "a scan is not there");
}

/// Points that the vendor's software exported of the first scan: four decimals of m/z, and the counts.
void compare_vendor(const std::string& where, Folder& folder, const std::vector<Row>& rows) {
    std::string mz_column, count_column;
    if (rows.empty()) return fail(where, "an empty table");
    for (const auto& [name, cell] : rows.front()) {
        std::string small = name;
        for (char& c : small) c = char(std::tolower(static_cast<unsigned char>(c)));
        if (small.find("m/z") != std::string::npos || small.find("mz") != std::string::npos) mz_column = name;
        for (const char* word : {"int", "abund", "count", "height"})
            if (small.find(word) != std::string::npos) count_column = name;
    }
    if (mz_column.empty() || count_column.empty()) return fail(where, "no columns of m/z and intensity");
    folder.scans().for_each([&](const ScanRecord& scan) {
        if (scan.index != 0) return;
        const ScanBlock* const block = folder.block(scan, Representation::profile);
        if (block == nullptr) return fail(where, "the first scan has no profile");
        const Points points = folder.points(scan, *block, Representation::profile);
        for (const Row& row : rows) {
            const double mz = number(row.at(mz_column)).value_or(no_value);
            const auto above = std::lower_bound(points.mz.begin(), points.mz.end(), mz - 6e-5);
            if (above == points.mz.end()) return fail(where, "no point at " + row.at(mz_column));
            same(where, row, mz_column.c_str(), *above, 1e-6);
            same(where, row, count_column.c_str(), points.intensity[std::size_t(above - points.mz.begin())], 0.0);
        }
    });
}

/// \return whether this table is of a known kind
bool compare(const fs::path& table, const std::string& kind, Folder& folder) {
    const std::string where = table.filename().string();
    const auto rows = rows_of(table);
    if (kind == "profile" || kind == "peak") {
        compare_scans(where, folder, rows, kind == "peak" ? Representation::centroid : Representation::profile);
    } else if (kind == "profile.points" || kind == "peak.points") {
        compare_points(where, folder, rows, kind == "peak.points" ? Representation::centroid : Representation::profile);
    } else if (kind == "bioconfirm") {
        compare_vendor(where, folder, rows);
    } else {
        return false;
    }
    return true;
}

fs::path oracle_folder() {
    if (const char* named = std::getenv("GASSAN_AGILENT_DIR")) return named;
    const char* shared = std::getenv("GASSAN_SHARED");
    return fs::path(shared ? shared : GASSAN_SOURCE_DIR "/../shared") / "agilent_d";
}

}  // namespace

int main() {
    const fs::path place = oracle_folder();
    if (!fs::exists(place)) {
        std::printf("SKIPPED: agilent: %s is not there\n", place.c_str());
        return 77;
    }
    std::set<fs::path> folders, tables;
    for (const auto& entry : fs::directory_iterator(place)) {
        const std::string type = entry.path().extension().string();
        if (entry.is_directory() && (type == ".D" || type == ".d")) folders.insert(entry.path());
        if (type == ".tsv") tables.insert(entry.path());
    }
    if (folders.empty()) fail(place.string(), "holds no folder *.D");
    std::size_t compared = 0;
    for (const fs::path& path : folders) {
        const std::string begin = path.stem().string() + ".";
        std::size_t of_this = 0;
        try {
            Folder folder(path);
            for (auto table = tables.begin(); table != tables.end();) {
                const std::string stem = table->stem().string();
                const bool known = stem.starts_with(begin) && compare(*table, stem.substr(begin.size()), folder);
                of_this += known;
                table = known ? tables.erase(table) : std::next(table);
            }
        } catch (const std::exception& error) {
            fail(path.filename().string(), error.what());
        }
        if (of_this == 0) fail(path.filename().string(), "no table was compared with this folder");
        compared += of_this;
    }
    for (const fs::path& table : tables) fail(table.filename().string(), "an expected table was not compared");
    std::printf("agilent: %zu folders, %zu tables compared\n", folders.size(), compared);
    if (failures > 0) std::printf("agilent: %d differences\n", failures);
    return failures > 0 ? 1 : 0;
}
