#include "core/base/random.hpp"
#include "core/quality/quality.hpp"
#include "io/quality/quality_json.hpp"
#include "io/report/quality_page.hpp"
#include "io/report/quality_words.hpp"
#include "io/table/quality_tables.hpp"
#include "io/table/write_study.hpp"
#include "tests/core/quality/made_values.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include <cmath>
#include <set>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// Two groups; the first compound steady, the second absent in "b<", the third with one wild QC, run 8 far off.
ValueTable made_study() {
    MadeValues made;
    for (int r = 0; r < 30; ++r) made.run(r % 4 == 0 ? qc("B1") : of_group(r % 2 ? "a" : "b<", "B1"));
    RandomStream random(5, 1);
    for (int v = 0; v < 6; ++v) {
        std::vector<double> values;
        for (int r = 0; r < 30; ++r) {
            const double spread = r % 4 == 0 ? 0.05 : 0.5;
            double value = 100.0 * std::exp(spread * draw_normal(random));
            if (v == 1 && r % 4 != 0 && r % 2 == 0) value = nothing;
            if (v == 2 && r == 12) value = 5000.0;
            if (v == 4 && r == 7) value = 1e5;
            values.push_back(value);
        }
        made.variable(values, 3.0);
    }
    made.table().variables[0].name = "Gly<cin>e \"1\"";
    return made.table();
}

struct Judged {
    ValueTable table = made_study();
    StudyQuality quality = study_quality(table, {});
};

std::string tsv(const StudyTable& table) {
    std::string text;
    table_tsv(table, [&](std::string_view part) { text += part; });
    return text;
}

const QualitySource source{"1.2.3", "2026-11-22T00:00:00Z", {"in/areas 1.tsv", "samples.xlsx"}};

}  // namespace

TEST_CASE("quality.tsv: a row a variable, with its grade and the reason in words", "[quality]") {
    const Judged judged;
    const std::string text = tsv(quality_variables_table(judged.table, judged.quality));
    CHECK(std::count(text.begin(), text.end(), '\n') == 7);
    CHECK_THAT(text, Catch::Matchers::StartsWith("variable_id\tname\tunit\tgrade\treason\tflags\t"));
    CHECK_THAT(text, Contains("V1\tGly<cin>e \"1\"\t\tA\tRSD "));
    CHECK_THAT(text, Contains("absent in group b<"));
    CHECK_THAT(text, Contains("\tA\trobust RSD ") && Contains("because of 1 outlying"));
    CHECK_THAT(text, !Contains("nan") && !Contains("inf"));
    std::set<std::ptrdiff_t> tabs;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        tabs.insert(std::count(text.begin() + long(at), text.begin() + long(text.find('\n', at)), '\t'));
    CHECK(tabs.size() == 1);
}

TEST_CASE("quality_runs.tsv: the outlying run has its statistics and what drives it", "[quality]") {
    const Judged judged;
    const std::string text = tsv(quality_runs_table(judged.table, judged.quality));
    const auto begin = text.find("\nR8\t");
    const std::string row = text.substr(begin + 1, text.find('\n', begin + 1) - begin - 1);
    CHECK_THAT(row, Contains("SPE") || Contains("T2"));
    CHECK_THAT(row, Contains("\tV5 "));
}

TEST_CASE("quality.json: holds what the tables hold, and numbers are numbers", "[quality]") {
    const Judged judged;
    const auto json = nlohmann::json::parse(quality_json(judged.table, judged.quality, source));
    CHECK(json["counts"]["variables"] == 6);
    CHECK(json["counts"]["grades"]["A"] == 6);
    CHECK(json["variables"][0]["rsd_percent"].is_number());
    CHECK(json["variables"][0]["blank_ratio"].is_null());
    CHECK(json["variables"][1]["absent_in"] == "b<");
    CHECK(json["runs"][7]["sample_id"] == "R8");
    CHECK(json["runs"][7]["injection_order"] == 8);
    CHECK(json["parameters"]["grade_a_percent"] == 15.0);
    CHECK(json["units"].size() == 1);
    CHECK(json["units"][0]["samples_after_last_qc"] == 1);
    bool bracket = false;
    for (const auto& finding : json["findings"]) bracket |= finding["code"] == "not-bracketed";
    CHECK(bracket);
    CHECK(json["principal_components"][0]["components"].size() >= 2);
    CHECK_FALSE(nlohmann::json::parse(quality_json(judged.table, judged.quality, {"1", "", {}})).contains("written_utc"));
}

TEST_CASE("quality.mzqc: has what the schema of mzQC 1.0 asks for", "[quality]") {
    const Judged judged;
    const auto mzqc = nlohmann::json::parse(mzqc_json(judged.table, judged.quality, source)).at("mzQC");
    const std::set<std::string> known{"version",      "creationDate", "description", "contactName", "contactAddress",
                                      "runQualities", "setQualities", "controlledVocabularies"};
    for (const auto& [key, value] : mzqc.items()) CHECK(known.count(key) == 1);
    CHECK(mzqc["version"] == "1.0.0");
    CHECK(mzqc["creationDate"] == "2026-11-22T00:00:00Z");
    CHECK(mzqc["runQualities"].size() == 30);
    std::set<std::string> terms;
    for (const char* list : {"runQualities", "setQualities"})
        for (const auto& one : mzqc[list]) {
            CHECK(one.size() == 2);
            const auto& metadata = one.at("metadata");
            CHECK(metadata.size() == 3);
            CHECK_FALSE(metadata.at("label").get<std::string>().empty());
            for (const auto& file : metadata.at("inputFiles")) {
                CHECK(file.size() == 3);
                CHECK(file.at("fileFormat").contains("accession"));
            }
            for (const auto& tool : metadata.at("analysisSoftware"))
                for (const char* key : {"accession", "name", "version", "uri"}) CHECK(tool.contains(key));
            REQUIRE_FALSE(one.at("qualityMetrics").empty());
            for (const auto& metric : one.at("qualityMetrics")) terms.insert(metric.at("accession"));
        }
    CHECK(terms == std::set<std::string>{"MS:4000102", "MS:4000093"});
    const auto& files = mzqc["runQualities"][0]["metadata"]["inputFiles"];
    CHECK(files[0]["location"] == "file:in/areas%201.tsv");
    CHECK(files[0]["fileFormat"]["accession"] == "MS:1000914");
    CHECK(files[1]["fileFormat"]["accession"] == "MS:1001459");
    CHECK(mzqc["runQualities"][0]["qualityMetrics"][0]["value"] == 6);
    const auto& scores = mzqc["setQualities"][0]["qualityMetrics"][0]["value"];
    CHECK(scores["MS:4000086"].size() == scores["MS:4000081"].size());
    for (const auto& vocabulary : mzqc["controlledVocabularies"]) CHECK(vocabulary.contains("uri"));
}

TEST_CASE("quality.mzqc: concentrations are no areas, and have no term for their components", "[quality]") {
    Judged judged;
    for (auto& variable : judged.table.variables) variable.unit = "umol/L";
    const auto mzqc = nlohmann::json::parse(mzqc_json(judged.table, judged.quality, source)).at("mzQC");
    CHECK_FALSE(mzqc.contains("setQualities"));
    CHECK_THAT(mzqc["description"].get<std::string>(), Contains("no term"));
}

TEST_CASE("quality page: is one well-formed page in both languages, with names escaped", "[quality]") {
    const Judged judged;
    for (const std::string language : {"en", "ja"}) {
        const std::string page = quality_page_html(judged.table, judged.quality, "A < B", "1.2.3", language);
        pugi::xml_document document;
        const auto parsed = document.load_buffer(page.data(), page.size(), pugi::parse_default | pugi::parse_doctype);
        INFO(parsed.description() << " at " << parsed.offset);
        CHECK(parsed);
        CHECK_THAT(page, Contains("lang=\"" + language + "\""));
        CHECK_THAT(page, Contains("Gly&lt;cin&gt;e") && !Contains("Gly<cin>"));
        CHECK_THAT(page, Contains("A &lt; B") && !Contains("src=") && !Contains("{0}") && !Contains("nan"));
        std::set<std::string> ids, targets;
        for (const auto& found : document.select_nodes("//*[@id]")) ids.insert(found.node().attribute("id").value());
        for (const auto& found : document.select_nodes("//a[starts-with(@href,'#')]"))
            targets.insert(std::string(found.node().attribute("href").value()).substr(1));
        for (const std::string& target : targets) CHECK(ids.count(target) == 1);
    }
}

TEST_CASE("quality words: every finding has its sentence, without a place left open", "[quality]") {
    for (int kind = 0; kind <= int(QualityFindingKind::failed_runs); ++kind)
        for (const Language language : {Language::en, Language::ja}) {
            const QualityFinding finding{QualityFindingKind(kind), {"runs", "C1"}, {3.0, 5.0}};
            const std::string text = report::finding_text(language, finding);
            CHECK(text.size() > 10);
            CHECK(text.find('{') == std::string::npos);
        }
    const QualityFinding few{QualityFindingKind::few_qcs, {}, {3.0, 5.0}};
    CHECK(report::finding_text(Language::en, few) == "There are only 3 QCs of 5 needed: steadiness cannot be told.");
}

TEST_CASE("quality words: the answer counts what is steady, and says where nothing can be told", "[quality]") {
    const Judged judged;
    CHECK(report::answer_text(Language::en, judged.quality) ==
          "6 of 6 variables are steady enough (grade A or B); 0 are of use with care (C), 0 are not steady (D).");
    MadeValues none;
    none.runs(3, of_group("g")).variable({1, 2, 3});
    CHECK_THAT(report::answer_text(Language::en, study_quality(none.table(), {})), Contains("the table has no QCs"));
}
