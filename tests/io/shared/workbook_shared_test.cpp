/// \file
/// Workbooks that Excel wrote, as other programs count them.

#include "io/study/compound_tables.hpp"
#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;

TEST_CASE("shared: mass lists of PeakMeister have the rows that another reader of their XML counts", "[shared]") {
    struct Row {
        const char* file;
        std::size_t compounds;
    };
    // Rows with a value in xl/worksheets/sheet1.xml, less the header, counted by Python's zipfile and a pattern.
    const auto row = GENERATE(Row{"Inputs_Targeted_Mass_List_2023.xlsx", 47}, Row{"Mass_List_and_Parameters.xlsx", 46},
                              Row{"Inputs_Internal_Standard_Mass_List_2023.xlsx", 11});
    const auto path = shared_data("mass lists of PeakMeister", std::string("data/PeakMeister_msi_cems/") + row.file);
    FaultBook faults;
    NoteBook notes;
    const auto table = read_user_table(path, compound_columns(), faults, notes);
    REQUIRE(table);
    CHECK(faults.empty());
    CHECK(table->format == UserTable::Format::xlsx);
    CHECK(table->rows.size() == row.compounds);
    CHECK(compounds_of(*table, faults, notes).size() == row.compounds);
    CHECK(faults.empty());
}
