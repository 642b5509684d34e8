/// \file
/// ComBat on a cohort of 11,000 samples x 200 variables in 110 batches, beside sva of R where Rscript and sva are
/// installed: the same table, the same machine, one thread; that both say the same is asserted. See bench/README.md.
///
///     bench_combat [SAMPLES VARIABLES BATCHES]

#include "core/stats/combat.hpp"
#include "bench/programs.hpp"
#include "core/base/fields.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

using namespace gassan;
using namespace gassan::bench;

namespace {

struct Cohort {
    std::size_t samples = 11000, variables = 200, batches = 110;
    std::vector<double> values;
    std::vector<std::string> batch, age, gender;
};

/// Numbers that look random and are the same everywhere.
double noise(std::size_t a, std::size_t b) {
    std::uint64_t x = a * 0x9E3779B97F4A7C15ull + b * 0xBF58476D1CE4E5B9ull + 1;
    double sum = -6.0;
    for (int k = 0; k < 12; ++k) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        sum += double(x >> 11) / 9007199254740992.0;
    }
    return sum;
}

Cohort made_cohort(Cohort cohort) {
    for (std::size_t i = 0; i < cohort.samples; ++i) {
        cohort.batch.push_back("b" + std::to_string(i * cohort.batches / cohort.samples + 1000));
        cohort.age.push_back(number_text(std::round(55.0 + 10.0 * noise(i, 1))));
        cohort.gender.push_back(noise(i, 2) > 0 ? "F" : "M");
    }
    for (std::size_t v = 0; v < cohort.variables; ++v)
        for (std::size_t i = 0; i < cohort.samples; ++i) {
            const std::size_t b = i * cohort.batches / cohort.samples;
            cohort.values.push_back(5.0 + double(v % 17) + 0.3 * noise(v, b + 77) +
                                    0.4 * std::exp(0.2 * noise(b, 9)) * noise(v + 1000, i) +
                                    (cohort.gender[i] == "F" ? 0.1 * double(v % 3) : 0.0));
        }
    return cohort;
}

constexpr const char* script = R"R(
suppressMessages(library(sva)); a <- commandArgs(TRUE)
s <- read.delim(file.path(a[1], "samples.tsv")); n <- nrow(s)
x <- matrix(readBin(file.path(a[1], "values.bin"), "double", n * as.integer(a[2])), ncol = n, byrow = TRUE)
mod <- model.matrix(~age + gender, s)
t <- replicate(3, system.time(y <<- suppressMessages(ComBat(x, s$batch, mod = mod)))[["elapsed"]])
writeBin(as.vector(t(y)), file.path(a[1], "sva.bin")); writeLines(format(median(t)), file.path(a[1], "seconds"))
)R";

std::vector<double> read_doubles(const std::filesystem::path& path, std::size_t count) {
    std::vector<double> values(count);
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(values.data()), std::streamsize(count * sizeof(double)));
    if (!file) throw std::runtime_error("R wrote too little");
    return values;
}

/// Seconds of sva, and its answer; nothing where it is not installed.
double by_sva(const Cohort& cohort, const std::filesystem::path& folder, std::vector<double>& answer) {
    if (std::system("Rscript -e 'library(sva)' >/dev/null 2>&1") != 0) return no_value;
    std::ofstream(folder / "values.bin", std::ios::binary)
        .write(reinterpret_cast<const char*>(cohort.values.data()),
               std::streamsize(cohort.values.size() * sizeof(double)));
    std::ofstream sheet(folder / "samples.tsv");
    sheet << "batch\tage\tgender\n";
    for (std::size_t i = 0; i < cohort.samples; ++i)
        sheet << cohort.batch[i] << '\t' << cohort.age[i] << '\t' << cohort.gender[i] << '\n';
    sheet.close();
    std::ofstream(folder / "combat.R") << script;
    run_program("Rscript " + (folder / "combat.R").string() + " " + folder.string() + " " +
                std::to_string(cohort.variables) + " >/dev/null 2>&1");
    answer = read_doubles(folder / "sva.bin", cohort.values.size());
    double seconds = 0.0;
    std::ifstream(folder / "seconds") >> seconds;
    return seconds;
}

}  // namespace

int main(int count, char** words) {
    Cohort wanted;
    if (count == 4) {
        wanted.samples = std::stoul(words[1]);
        wanted.variables = std::stoul(words[2]);
        wanted.batches = std::stoul(words[3]);
    }
    const Cohort cohort = made_cohort(wanted);
    std::vector<double> seconds;
    std::vector<double> ours;
    for (int round = 0; round < 3; ++round) {
        const Seconds before = now();
        std::vector<DesignColumn> covariates = design_columns("age", cohort.age);
        for (DesignColumn& column : design_columns("gender", cohort.gender)) covariates.push_back(std::move(column));
        ours = combat(cohort.values, labels_of(cohort.batch), covariates, {}, 1).values;
        seconds.push_back(now().wall - before.wall);
    }
    fmt::print("gassan  {} samples x {} variables, {} batches, one thread: {:.3f} s\n", cohort.samples,
               cohort.variables, cohort.batches, median(seconds));
    const TemporaryFolder folder;
    std::vector<double> theirs;
    const double sva = by_sva(cohort, folder.path(), theirs);
    if (std::isnan(sva)) {
        fmt::print("sva is not installed: nothing to compare with\n");
        return 0;
    }
    double worst = 0.0;
    for (std::size_t i = 0; i < ours.size(); ++i) worst = std::max(worst, std::fabs(ours[i] - theirs[i]));
    fmt::print("sva     {:.2f} s: {:.1f} times as long; largest difference {:.1e}\n", sva, sva / median(seconds),
               worst);
    if (worst > 1e-6) {
        fmt::print("FAILED: the answers differ\n");
        return 1;
    }
    return 0;
}
