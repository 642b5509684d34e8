// mzQC 1.0.0 as its JSON schema asks (HUPO-PSI/mzQC, schema/mzqc_schema.json); terms and their columns as in
// psi-ms-core.obo, data-version 4.2.5.

#include "io/base/faults.hpp"
#include "io/quality/quality_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

Json term(const char* accession, const char* name) {
    return {{"accession", accession}, {"name", name}};
}

/// A URI out of a path: what is not unreserved in RFC 3986 is percent-encoded.
std::string file_uri(const std::filesystem::path& path) {
    constexpr std::string_view digits = "0123456789ABCDEF", plain = "-._~/";
    std::string out = "file:";
    for (const char letter : path.generic_string()) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool stays = byte < 0x80 && (std::isalnum(byte) != 0 || plain.find(letter) != plain.npos);
        if (stays)
            out += letter;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

/// Only tab-separated text has a term of its own.
Json input_file(const std::filesystem::path& path) {
    const bool is_tsv = path.extension() == ".tsv";
    return {
        {"name", quoted_path(path.has_filename() ? path.filename() : path.parent_path().filename())},
        {"location", file_uri(path)},
        {"fileFormat", is_tsv ? term("MS:1000914", "tab delimited text format") : term("MS:1001459", "file format")}};
}

Json metadata_of(const QualitySource& source, const std::string& label) {
    Json files = Json::array();
    for (const auto& path : source.inputs) files.push_back(input_file(path));
    Json software = term("MS:1000799", "custom unreleased software tool");
    software["value"] = "gassan";
    software["version"] = source.version;
    software["uri"] = "urn:gassan:" + source.version;  // a name: there is no address that every copy is under
    return {{"label", label}, {"inputFiles", std::move(files)}, {"analysisSoftware", Json::array({software})}};
}

Json run_quality(const ValueTable& table, const StudyQuality& quality, const QualitySource& source, std::size_t run) {
    const KindCounts& kinds = quality.runs[run].kinds;
    Json metric = term("MS:4000102", "number of detected quantification data points");
    metric["description"] = "variables with a number in this run, measured or filled";
    metric["value"] = kinds[std::size_t(CellKind::measured)] + kinds[std::size_t(CellKind::filled)];
    metric["unit"] = term("UO:0000189", "count unit");
    return {{"metadata", metadata_of(source, table.study.samples[run].sample_id)},
            {"qualityMetrics", Json::array({std::move(metric)})}};
}

/// Areas have no unit in a table of values; concentrations are not areas, and have no term.
bool are_areas(const ValueTable& table) {
    return std::all_of(table.variables.begin(), table.variables.end(),
                       [](const Variable& variable) { return variable.unit.empty(); });
}

Json pca_metric(const ValueTable& table, const StudyQuality& quality, const QualityPca& pca) {
    constexpr std::array columns{"MS:4000081", "MS:4000082", "MS:4000083", "MS:4000084", "MS:4000085"};
    const bool named = std::all_of(pca.variables.begin(), pca.variables.end(),
                                   [&](std::size_t v) { return !table.variables[v].name.empty(); });
    Json metric = named ? term("MS:4000092", "identified MS1 feature area principal component analysis result")
                        : term("MS:4000093", "unidentified MS1 feature area principal component analysis result");
    Json labels = Json::array(), batches = Json::array();
    std::vector<Json> scores(std::min(columns.size(), pca.components.size()), Json::array());
    for (const std::size_t run : pca.runs) {
        labels.push_back(table.study.samples[run].sample_id);
        batches.push_back(table.study.samples[run].batch);
        for (std::size_t c = 0; c < scores.size(); ++c) scores[c].push_back(quality.runs[run].scores[c]);
    }
    Json value{{"MS:4000086", std::move(labels)}};
    for (std::size_t c = 0; c < scores.size(); ++c) value[columns[c]] = std::move(scores[c]);
    value["MS:4000088"] = std::move(batches);
    metric["description"] = "logarithms, each variable centred and scaled to unit variance";
    metric["value"] = std::move(value);
    return metric;
}

}  // namespace

std::string mzqc_json(const ValueTable& table, const StudyQuality& quality, const QualitySource& source) {
    Json runs = Json::array(), metrics = Json::array();
    for (std::size_t run = 0; run < table.samples(); ++run) runs.push_back(run_quality(table, quality, source, run));
    if (are_areas(table))
        for (const QualityPca& pca : quality.pcas)
            if (!pca.components.empty()) metrics.push_back(pca_metric(table, quality, pca));
    Json body{{"version", "1.0.0"},
              {"creationDate", source.written_utc},
              {"description",
               "Written by gassan " + source.version +
                   ". RSD, D-ratio, ICC, detection, blank ratio and grade of variables have no term in the vocabulary "
                   "and are left out here; they stand in quality.tsv and quality.json beside this file."}};
    if (!runs.empty()) body["runQualities"] = std::move(runs);
    if (!metrics.empty())
        body["setQualities"] = Json::array({{{"metadata", metadata_of(source, "all")}, {"qualityMetrics", metrics}}});
    body["controlledVocabularies"] =
        Json::array({{{"name", "Proteomics Standards Initiative Mass Spectrometry Ontology"},
                      {"uri", "http://purl.obolibrary.org/obo/ms/psi-ms.obo"},
                      {"version", "4.2.5"}},
                     {{"name", "Unit Ontology"}, {"uri", "http://purl.obolibrary.org/obo/uo.obo"}}});
    return Json{{"mzQC", std::move(body)}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gassan
