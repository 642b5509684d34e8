/// \file
/// Correction of drift with leave-one-out, at the size of a large cohort: 11,000 samples x 200 compounds in 279 batches
/// of five QCs, and two batches of 700 QCs each. The answer is asserted against what was put in. Beside it, where
/// Rscript is installed, the loop that people write in R: smooth.spline of every compound in every batch with each QC
/// left out in turn (loess where a batch has too few QCs for that).

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/robust.hpp"
#include "core/correct/correct.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

using namespace gassan;

namespace {

constexpr std::size_t compounds = 200;
constexpr int cores = 2;
constexpr double noise = 0.08;

double normal(std::uint32_t purpose, std::size_t a, std::size_t b) {
    RandomStream random(2026, purpose, std::uint32_t(a), std::uint32_t(b));
    return draw_normal(random);
}

struct Cohort {
    std::size_t batches = 279, runs = 40, every = 10;

    [[nodiscard]] Study study() const {
        Study study;
        for (std::size_t s = 0; s < batches * runs; ++s) {
            const std::size_t run = s % runs;
            const bool is_qc = run % every == 0 || run + 1 == runs;
            study.samples.push_back({.sample_id = fmt::format("s{}", s),
                                     .type = is_qc ? SampleType::qc : SampleType::sample,
                                     .batch = fmt::format("B{}", s / runs),
                                     .injection_order = long(s)});
        }
        return study;
    }
    /// Levels and slopes of batches, shared and own; what has to go.
    [[nodiscard]] double drift(std::size_t v, std::size_t s) const {
        const std::size_t batch = s / runs;
        const double at = double(s % runs) / double(runs), exponent = 1.0 + 0.15 * normal(1, v, 0);
        return 0.12 * normal(2, 0, batch) + 0.1 * normal(3, v, batch) -
               exponent * (0.2 + 0.1 * normal(4, 0, batch)) * at;
    }
    [[nodiscard]] ValueTable table() const {
        std::vector<Variable> rows(compounds);
        for (std::size_t v = 0; v < compounds; ++v) rows[v].id = fmt::format("c{}", v);
        ValueTable table = empty_values(study(), rows);
        parallel_for(compounds, cores, [&](std::size_t v) {
            for (std::size_t s = 0; s < table.samples(); ++s) {
                table.row(v)[s] = std::exp(10.0 + drift(v, s) + noise * normal(5, v, s));
                table.row_kinds(v)[s] = CellKind::measured;
            }
        });
        return table;
    }
};

/// Scatter of samples that all hold the same: noise, and what correction left.
double scatter(const ValueTable& table) {
    std::vector<double> of_compounds;
    for (std::size_t v = 0; v < compounds; ++v) {
        double sum = 0.0, squares = 0.0, count = 0.0;
        for (std::size_t s = 0; s < table.samples(); ++s) {
            if (table.study.samples[s].type != SampleType::sample) continue;
            const double ln = std::log(table.row(v)[s]) - 10.0;
            sum += ln;
            squares += ln * ln;
            count += 1.0;
        }
        of_compounds.push_back(std::sqrt((squares - sum * sum / count) / (count - 1.0)));
    }
    return median(of_compounds);
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// CPU time of all threads: what a loaded machine does not change much.
double cpu_s() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

void require(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(what);
}

double run(const char* name, const Cohort& cohort, const char* drift) {
    const ValueTable table = cohort.table();
    CorrectParams params;
    params.drift = drift;
    const auto start = std::chrono::steady_clock::now();
    const double cpu_before = cpu_s();
    const Correction correction = correct(table, params, cores);
    const double seconds = seconds_since(start), cpu = cpu_s() - cpu_before;
    const double before = scatter(table), after = scatter(correction.table);
    std::vector<double> told;
    for (const VariableCorrection& one : correction.variables) told.push_back(one.inside.after_percent);
    fmt::print(
        "{}, {}: {} samples x {} compounds, {} units, {} QCs left out in turn: {:.2f} s on {} cores ({:.2f} s of CPU); "
        "scatter of "
        "equal samples {:.1f} % -> {:.1f} % (noise {:.1f} %), told {:.1f} %\n",
        name, drift, table.samples(), compounds, correction.units.size(), correction.variables[0].all.qcs, seconds,
        cores, cpu, 100 * before, 100 * after, 100 * noise, median(told));
    require(after < 0.6 * before && after < 1.35 * noise, "drift was not corrected");
    require(std::abs(median(told) / 100.0 / noise - 1.0) < 0.35, "the error told is not that of the samples");
    return cpu;
}

/// CPU time that R takes for `share` of the compounds, as one process with its start; below 0 without Rscript.
double r_seconds(const Cohort& cohort, std::size_t qcs, std::size_t taken) {
    const std::string script = fmt::format(
        "n<-{};x<-seq_len(n)*10;set.seed(1);t0<-sum(proc.time()[1:2]);e<-0;for(k in seq_len({})) for(b in "
        "seq_len({})){{"
        "y<-rnorm(n);for(i in seq_len(n)) e<-e+if(n>=7) predict(smooth.spline(x[-i],y[-i]),x[i])$y else "
        "predict(loess(y~x,data.frame(x=x[-i],y=y[-i]),span=2,degree=1,surface=\"direct\"),data.frame(x=x[i]))}};"
        "cat(sum(proc.time()[1:2])-t0)",
        qcs, taken, cohort.batches);
    const std::string command = "Rscript -e '" + script + "' 2>/dev/null";
    std::FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return -1.0;
    std::array<char, 64> text{};
    const bool read = std::fgets(text.data(), int(text.size()), pipe) != nullptr;
    const int status = pclose(pipe);
    return read && status == 0 ? std::stod(text.data()) : -1.0;
}

void beside_r(const Cohort& cohort, std::size_t qcs, std::size_t taken, double ours) {
    const double r = r_seconds(cohort, qcs, taken);
    if (r < 0.0) {
        fmt::print("SKIPPED: R: no Rscript here\n");
        return;
    }
    const double whole = r * double(compounds) / double(taken);
    fmt::print("R, {} of {} compounds: {:.1f} s of CPU, {:.0f} s for all: {:.0f} times ours\n", taken, compounds, r,
               whole, whole / ours);
}

}  // namespace

int main() {
    const Cohort cohort;
    const double ours = run("cohort", cohort, "auto");
    beside_r(cohort, 5, 4, ours);
    const Cohort long_batches{.batches = 20, .runs = 551, .every = 30};
    const double longer = run("long batches", long_batches, "auto");
    beside_r(long_batches, 20, 4, longer);
    return 0;
}
