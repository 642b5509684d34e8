#include "tests/realism/documents.hpp"

#include "tests/realism/cems_10ppm.hpp"
#include "tests/realism/side_by_side.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace gassan::realism {

namespace {

constexpr int test_threads = 2;  // the figures do not depend on it

}  // namespace

std::filesystem::path chapter_path() {
    return std::filesystem::path(GASSAN_SOURCE_DIR) / "docs/methods/simulator.md";
}

std::filesystem::path real_figures_path() {
    return std::filesystem::path(GASSAN_SOURCE_DIR) / "docs/methods/simulator/cems_10ppm_figures.tsv";
}

std::filesystem::path picture_path() {
    return std::filesystem::path(GASSAN_SOURCE_DIR) / "docs/methods/simulator/real_beside_simulated.svg";
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return text.str();
}

std::string made_side_by_side() {
    std::vector<std::vector<Figure>> simulated;
    for (int seed = 1; seed <= side_by_side_seeds; ++seed)
        simulated.push_back(run_figures(cems_10ppm_run(std::uint64_t(seed)), cems_10ppm_ions()));
    return side_by_side_table(read_figures_tsv(read_text(real_figures_path())), simulated);
}

std::vector<RealismFigures> measured_checks() {
    std::vector<RealismFigures> figures;
    for (const GeometryCase& one : geometry_cases())
        figures.push_back(realism_figures(one.preset, one.name, test_threads));
    return figures;
}

}  // namespace gassan::realism
