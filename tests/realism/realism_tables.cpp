/// \file
/// Writes the measured parts of docs/methods/simulator.md anew. With the published run as argument also what was
/// measured in it and the picture: realism_tables [CEMS_10ppm.mzML]

#include "io/base/atomic_file.hpp"
#include "io/read_run.hpp"
#include "tests/realism/cems_10ppm.hpp"
#include "tests/realism/doc_section.hpp"
#include "tests/realism/documents.hpp"
#include "tests/realism/picture.hpp"
#include "tests/realism/side_by_side.hpp"

#include <cstdio>
#include <exception>

using namespace gassan;
using namespace gassan::realism;

namespace {

void write_real(const char* file) {
    const Run real = read_run(file).run;
    write_file_atomically(real_figures_path(), figures_tsv(run_figures(real, cems_10ppm_ions())));
    write_file_atomically(picture_path(), side_by_side_svg(real, cems_10ppm_run(picture_seed)));
}

void write_chapter() {
    std::string chapter = with_section(read_text(chapter_path()), "real-beside-simulated", made_side_by_side());
    chapter = with_section(chapter, "realism-checks", checks_table(measured_checks()));
    write_file_atomically(chapter_path(), chapter);
}

}  // namespace

int main(int count, char** arguments) {
    try {
        if (count > 1) write_real(arguments[1]);
        write_chapter();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "realism_tables: %s\n", error.what());
        return 1;
    }
}
