#include "tests/support/small_study.hpp"

#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <cmath>
#include <sstream>

namespace gassan::test {

namespace fs = std::filesystem;

namespace {

/// The small run with eight more ions; the migration times of run k are its own.
std::vector<Spectrum> made_run(int k) {
    std::vector<Spectrum> spectra = small_run();
    const double stretch = 1.0 + 0.004 * (k % 5) - 0.001 * k;
    for (Spectrum& spectrum : spectra) {
        std::map<double, float> points;
        for (std::size_t i = 0; i < spectrum.mz.size(); ++i) points[spectrum.mz[i]] = spectrum.intensity[i];
        for (int ion = 0; ion < 8; ++ion) {
            const double apex_s = (260.0 + 37.0 * ion) * stretch, z = (spectrum.time_s - apex_s) / 3.0;
            const double height = (8000.0 + 5000.0 * ion) * (1.0 + 0.1 * (k % 3)) * std::exp(-0.5 * z * z);
            // The scatter of an orbit of the index, the same on every machine.
            const double wobble = 1e-4 * std::sin(double(spectrum.index) * 12.9898 + ion + k);
            points[301.1 + 25.05 * ion + wobble] =
                float(height + 25.0 + 5.0 * std::sin(double(spectrum.index) * 78.233));
        }
        spectrum.mz.clear();
        spectrum.intensity.clear();
        for (const auto& [mz, intensity] : points) {
            spectrum.mz.push_back(mz);
            spectrum.intensity.push_back(intensity);
        }
    }
    return spectra;
}

}  // namespace

std::string name_of(int k) {
    return (k < 10 ? "r0" : "r") + std::to_string(k);
}

void write_sheet(const fs::path& folder, const std::vector<int>& runs) {
    std::string sheet = "file\tsample_id\ttype\tgroup\n";
    for (const int k : runs)
        sheet += "runs/" + name_of(k) + ".mzML\t" + name_of(k) + "\tsample\t" + (k % 2 ? "a" : "b") + "\n";
    put_text(folder / "samples.tsv", sheet);
}

void make_study(const fs::path& folder, int count, int listed) {
    fs::create_directories(folder / "runs");
    std::vector<int> rows;
    for (int k = 1; k <= count; ++k) {
        write_spectra(folder / "runs" / (name_of(k) + ".mzML"), made_run(k));
        if (listed == 0 || k <= listed) rows.push_back(k);
    }
    write_sheet(folder, rows);
    put_text(folder / "study.toml", "[study]\nname = \"small\"\nsamples = \"samples.tsv\"\n");
}

const std::vector<std::string>& result_tables() {
    static const std::vector<std::string> tables{"features.tsv", "cells.tsv", "areas.tsv", "areas_by_specimen.tsv",
                                                 "runs.tsv"};
    return tables;
}

std::map<std::string, std::string> results_of(const fs::path& out) {
    std::map<std::string, std::string> bytes;
    for (const std::string& table : result_tables()) bytes[table] = text_of(out / table);
    bytes["report.html"] = text_of(out / "report.html");
    bytes["study.h5"] = text_of(out / "study.h5");
    for (const std::string& name : names_in(out / "runs")) bytes["runs/" + name] = text_of(out / "runs" / name);
    return bytes;
}

std::vector<std::string> different(const std::map<std::string, std::string>& a,
                                   const std::map<std::string, std::string>& b) {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : a)
        if (const auto other = b.find(name); other == b.end() || other->second != bytes) names.push_back(name);
    for (const auto& [name, bytes] : b)
        if (!a.count(name)) names.push_back(name);
    return names;
}

std::map<std::string, std::string> rows_of(const std::string& table, int key_cells) {
    std::map<std::string, std::string> rows;
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) {
        std::size_t end = 0;
        for (int i = 0; i < key_cells; ++i) end = line.find('\t', end) + 1;
        rows[line.substr(0, end)] = line;
    }
    return rows;
}

const std::vector<std::string>& road() {
    static const std::vector<std::string> words{"run", "study.toml", "-o", "out", "-j", "2"};
    return words;
}

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

}  // namespace gassan::test
