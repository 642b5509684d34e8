#include "core/annotate/annotate.hpp"

#include "core/annotate/decoys.hpp"
#include "core/annotate/name_features.hpp"
#include "core/base/random.hpp"
#include "core/chem/formula.hpp"
#include "tests/support/feature_rows.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace gassan;
using gassan::test::FeatureRows;

namespace {

const std::vector<SampleType> design{SampleType::blank,    SampleType::standard, SampleType::standard,
                                     SampleType::standard, SampleType::standard, SampleType::sample,
                                     SampleType::sample};
const std::vector<double> rising{0, 20, 200, 2000, 20000, 500, 700}, steady{400, 410, 390, 405, 400, 500, 450};
constexpr double leucine_mz = 132.10191;

/// Standards of 1 to 1000 uM, and forty ions of the background for others to stand out from.
FeatureRows study_rows() {
    FeatureRows rows(design);
    const double levels[] = {1, 10, 100, 1000};
    for (std::size_t i = 0; i < 4; ++i) {
        rows.study.samples[i + 1].level = levels[i];
        rows.study.samples[i + 1].level_unit = "umol/L";
    }
    for (int i = 0; i < 40; ++i) rows.add(60.47 + 9.613 * i, 5.0 + 1.1 * i, steady);
    return rows;
}

StudyAnnotation annotated(const FeatureRows& rows, const std::vector<Compound>& user, AnnotateParams params = {}) {
    StudyResult result;
    result.tables = {rows.table};
    return annotate(result, rows.study, user, {}, {}, params);
}

AnnotateParams table_alone() {
    AnnotateParams params;
    params.library = false;
    return params;
}

}  // namespace

TEST_CASE("annotate: the study's own standard makes level 1-MT, its table alone makes 2", "[annotate]") {
    FeatureRows rows = study_rows();
    const auto at = rows.add(leucine_mz, 20.7, rising);
    const std::vector<Compound> user{
        {.compound_id = "leucine", .name = "Leucine", .formula = "C6H13NO2", .mobility_tu = 20.7}};
    const auto with = annotated(rows, user);
    CHECK(with.tables[0].features[at].compound_id == "leucine");
    CHECK(with.tables[0].features[at].level == "1-MT");
    CHECK(with.targets[0].evidence == PlaceEvidence::standard);
    CHECK(with.targets[0].feature == at);

    for (Sample& sample : rows.study.samples) sample.level = no_value;
    const auto without = annotated(rows, user);
    CHECK(without.tables[0].features[at].compound_id == "leucine");
    CHECK(without.tables[0].features[at].level == "2");
    CHECK(without.targets[0].evidence == PlaceEvidence::told);
}

TEST_CASE("annotate: isomers in one standard are given to their features together, isoleucine first", "[annotate]") {
    FeatureRows rows = study_rows();
    const auto slower = rows.add(leucine_mz, 21.6, rising), faster = rows.add(leucine_mz, 22.1, rising);
    // Both come 4 % faster than computed: by itself each feature would be isoleucine.
    const std::vector<Compound> user{{.compound_id = "isoleucine", .name = "Isoleucine", .formula = "C6H13NO2"},
                                     {.compound_id = "leucine", .name = "Leucine", .formula = "C6H13NO2"}};
    const auto names = annotated(rows, user, table_alone());
    CHECK(names.targets[0].feature == faster);
    CHECK(names.targets[1].feature == slower);
    CHECK(names.tables[0].features[faster].compound_id == "isoleucine");
    CHECK(names.tables[0].features[slower].compound_id == "leucine");
}

TEST_CASE("annotate: isomers that nothing tells apart are named as a set, best first", "[annotate]") {
    FeatureRows rows = study_rows();
    const auto at = rows.add(leucine_mz, 21.0, rising);
    const std::vector<Compound> user{{.compound_id = "a", .name = "A", .formula = "C6H13NO2", .mobility_tu = 21.05},
                                     {.compound_id = "b", .name = "B", .formula = "C6H13NO2", .mobility_tu = 20.9}};
    const auto names = annotated(rows, user, table_alone());
    const FeatureAnnotation& feature = names.tables[0].features[at];
    CHECK(feature.isomer_set);
    CHECK(feature.compound_id == "a|b");
    CHECK(feature.compound == "A|B");
    CHECK(feature.level == "3");
    CHECK(feature.score > 0.9);
    CHECK(feature.candidates.size() == 2);
}

TEST_CASE("annotate: a flat ion at a compound's m/z and place is not its standard's", "[annotate]") {
    FeatureRows rows = study_rows();
    const auto flat = rows.add(leucine_mz, 20.75, steady), true_one = rows.add(leucine_mz, 20.5, rising);
    const std::vector<Compound> user{
        {.compound_id = "leucine", .name = "Leucine", .formula = "C6H13NO2", .mobility_tu = 20.7}};
    const auto names = annotated(rows, user, table_alone());
    CHECK(names.targets[0].feature == true_one);
    CHECK(names.tables[0].features[flat].compound_id.empty());
}

TEST_CASE("annotate: an m/z axis that is off everywhere is learnt", "[annotate]") {
    FeatureRows rows = study_rows();
    std::vector<Compound> user;
    RandomStream dice(3, 1);
    const std::vector<std::string> formulas{"C3H7NO2", "C5H11NO2",  "C6H14N2O2",  "C6H14N4O2", "C9H11NO2",
                                            "C4H9NO3", "C5H10N2O3", "C11H12N2O2", "C6H9N3O2",  "C4H7N3O"};
    for (std::size_t i = 0; i < formulas.size(); ++i) {
        user.push_back(
            {.compound_id = "c" + std::to_string(i), .formula = formulas[i], .mobility_tu = 15.0 + 2.0 * double(i)});
        Formula ion = add(parse_formula(formulas[i]), parse_formula("H"));
        rows.add(ion_mz(ion, 1) * (1.0 + 1e-6 * (6.0 + 0.5 * draw_normal(dice))), 15.0 + 2.0 * double(i), rising);
    }
    const auto sought = sought_of_user(user, {}, rows.table.frame, {});
    const FeatureFacts facts = feature_facts(rows.table, rows.study, user, {});
    const auto scored = score(rows.table, facts, sought, evidence_of(rows.table, facts, sought, {}),
                              strangers_of(rows.table, facts.free, sought, {}), {});
    CHECK(scored.learnt.mz_offset_ppm == Approx(6.0).margin(0.8));
    CHECK(scored.learnt.mz_sd_ppm < 2.5);
}

TEST_CASE("annotate: sulfur's M+2 decides between two formulas of one m/z", "[annotate]") {
    // C5H11NO2S and C9H11NO agree to 0.03 mDa for this purpose: the m/z told is the same, the patterns are not.
    FeatureRows rows = study_rows();
    const auto at = rows.add(150.0583, 18.8, rising);
    std::vector<double> first, second;
    for (const double area : rising) {
        first.push_back(0.0643 * area);
        second.push_back(0.0485 * area);
    }
    const std::string id = rows.table.features[at].feature_id;
    rows.add(151.0616, 18.8, first, "M+1 of " + id);
    rows.add(152.0541, 18.8, second, "M+2 of " + id);
    const std::vector<Compound> user{
        {.compound_id = "carbon", .formula = "C9H11NO", .mz = 150.0583, .mobility_tu = 18.8},
        {.compound_id = "sulfur", .formula = "C5H11NO2S", .mz = 150.0583, .mobility_tu = 18.8}};
    const auto names = annotated(rows, user, table_alone());
    CHECK(names.tables[0].features[at].compound_id == "sulfur");
    const auto& candidates = names.tables[0].features[at].candidates;
    REQUIRE(candidates.size() >= 1);
    CHECK(candidates[0].isotope_score > 0.8);
}

TEST_CASE("annotate: a part of a row is explained by it, and told with the target", "[annotate]") {
    FeatureRows rows = study_rows();
    const auto whole = rows.add(leucine_mz, 20.7, {0, 20, 200, 2000, 0, 500, 700});
    const auto part = rows.add(leucine_mz, 20.5, {0, 0, 0, 0, 20000, 0, 0});
    const std::vector<Compound> user{
        {.compound_id = "leucine", .name = "Leucine", .formula = "C6H13NO2", .mobility_tu = 20.7}};
    const auto names = annotated(rows, user);
    CHECK(names.targets[0].feature == whole);
    CHECK(names.targets[0].parts == std::vector<std::size_t>{part});
    CHECK(names.tables[0].features[part].explained_by == "part of " + rows.table.features[whole].feature_id);
    CHECK(names.tables[0].features[part].compound_id.empty());
}

TEST_CASE("annotate: a candidate tells where it was expected, and how far off it might be", "[annotate]") {
    FeatureRows rows = study_rows();
    const auto at = rows.add(leucine_mz, 20.9, rising);
    const std::vector<Compound> user{
        {.compound_id = "leucine", .name = "Leucine", .formula = "C6H13NO2", .mobility_tu = 20.7}};
    const auto annotation = annotated(rows, user, table_alone());
    const Candidate& found = annotation.tables[0].features[at].candidates.at(0);
    CHECK(found.place == Approx(20.7));
    CHECK(found.place_sd > 0.0);
    CHECK(found.place_error_sd * found.place_sd == Approx(0.2).epsilon(1e-6));
    CHECK(found.mz_tolerance_ppm == Approx(2.0e-3 / leucine_mz * 1e6));  // 2 mDa, wider than 10 ppm here
}

TEST_CASE("annotate: decoys that are as probable as the names given are counted", "[annotate]") {
    const std::vector<Compound> user{
        {.compound_id = "leucine", .name = "Leucine", .formula = "C6H13NO2", .mobility_tu = 20.7}};
    FeatureRows rows = study_rows();
    (void)rows.add(leucine_mz, 20.7, rising);
    const auto before = annotated(rows, user, table_alone()).tables[0];
    CHECK(before.decoy_sets == 20);
    CHECK(before.decoys_named == 0);
    // Where the decoys of the first two sets are looked for, three tolerances up and down, stands what fits as well.
    (void)rows.add(leucine_mz + 0.006, 20.7, rising);
    (void)rows.add(leucine_mz - 0.006, 20.7, rising);
    auto params = table_alone();
    params.fdr = 1.0;
    CHECK(annotated(rows, user, params).tables[0].decoys_named == 2);
}

TEST_CASE("annotate: an empty table and an empty list give no names and no error", "[annotate]") {
    const FeatureRows rows(design);
    CHECK(annotated(rows, {}).tables[0].features.empty());
    CHECK(std::isnan(annotated(rows, {}).tables[0].estimated_fdr));
    const auto nothing = annotated(study_rows(), {}, table_alone());
    for (const auto& feature : nothing.tables[0].features) CHECK(feature.level == "4");
}

TEST_CASE("annotate: names are accepted up to the share of wrong ones that is asked for", "[annotate]") {
    // 20 names, one decoy a set at 0.8, each name another compound with 0.01: 0.005 + 0.01 + 0.05 at the end.
    std::vector<Proposal> proposals;
    for (std::size_t i = 0; i < 20; ++i) proposals.push_back({i, {i}, 0.99 - 0.01 * double(i), 0.01});
    DecoyNames decoys{{0.905, 0.905}, 2.0};
    AnnotateParams params;
    params.fdr = 0.066;
    CHECK(accept_names(proposals, decoys, 1.0, params).names.size() == 20);
    CHECK(accept_names(proposals, decoys, 1.0, params).fdr == Approx(unforeseen + 0.01 + 1.0 / 20.0));
    params.fdr = 0.05;
    CHECK(accept_names(proposals, decoys, 1.0, params).names.size() == 9);  // those above the decoys
    CHECK(accept_names(proposals, decoys, 0.5, params).names.size() == 20);
    params.fdr = 0.004;
    CHECK(accept_names(proposals, decoys, 1.0, params).names.empty());
}
