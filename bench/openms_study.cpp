#include "bench/openms_study.hpp"

#include <pugixml.hpp>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <unordered_map>

namespace gassan::bench {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::vector<fs::path>& paths) {
    std::string words;
    for (const auto& path : paths) words += " '" + path.string() + "'";
    return words;
}

std::vector<fs::path> numbered(const fs::path& folder, const std::string& name, std::size_t count) {
    std::vector<fs::path> paths;
    for (std::size_t i = 0; i < count; ++i) paths.push_back(folder / (name + std::to_string(i) + ".featureXML"));
    return paths;
}

void load(pugi::xml_document& document, const fs::path& path) {
    if (!document.load_file(path.c_str())) throw std::runtime_error("cannot read " + path.string());
}

// The aligner and the linker keep the numbers of features: they lead back to the run's own times.
std::unordered_map<std::string, Found> features_by_id(const fs::path& path) {
    pugi::xml_document document;
    load(document, path);
    std::unordered_map<std::string, Found> features;
    for (const auto& feature : document.child("featureMap").child("featureList").children("feature")) {
        Found found{.area = feature.child("intensity").text().as_double()};
        for (const auto& position : feature.children("position"))
            (position.attribute("dim").as_int() == 0 ? found.apex_s : found.mz) = position.text().as_double();
        features.emplace(std::string(feature.attribute("id").value()).substr(2), found);  // "f_123"
    }
    return features;
}

std::vector<FoundRow> linked_rows(const fs::path& path, const std::vector<fs::path>& found) {
    std::vector<std::unordered_map<std::string, Found>> features;
    for (const auto& run : found) features.push_back(features_by_id(run));
    pugi::xml_document document;
    load(document, path);
    std::vector<FoundRow> rows;
    const auto list = document.child("consensusXML").child("consensusElementList");
    for (const auto& group : list.children("consensusElement")) {
        FoundRow row(found.size());
        for (const auto& element : group.child("groupedElementList").children("element")) {
            const auto run = element.attribute("map").as_ullong();
            row.at(run) = {features.at(run).at(element.attribute("id").value()), true};
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

bool has_openms_study() {
    return has_openms() && std::system("MapAlignerPoseClustering --help >/dev/null 2>&1") == 0 &&
           std::system("FeatureLinkerUnlabeledKD --help >/dev/null 2>&1") == 0;
}

OpenmsStudy openms_study(Set set, std::span<const fs::path> runs, const fs::path& folder) {
    const auto found = numbered(folder, "found", runs.size()), aligned = numbered(folder, "aligned", runs.size());
    const auto linked = folder / "linked.consensusXML";
    OpenmsStudy study;
    const auto run_one = [&](const std::string& command) {
        const Seconds used = run_program(command);
        study.seconds.wall += used.wall;
        study.seconds.cpu += used.cpu;
    };
    for (std::size_t i = 0; i < runs.size(); ++i) run_one(openms_command(set, runs[i], found[i]));
    run_one("MapAlignerPoseClustering -threads 1 -in" + quoted(found) + " -out" + quoted(aligned) +
            " -algorithm:superimposer:max_shift 300 -algorithm:superimposer:max_scaling 1.3");
    run_one("FeatureLinkerUnlabeledKD -threads 1 -in" + quoted(aligned) + " -out '" + linked.string() +
            "' -algorithm:link:mz_tol 10 -algorithm:link:rt_tol " + (set == Set::hard ? "20" : "10"));
    study.rows = linked_rows(linked, found);
    return study;
}

}  // namespace gassan::bench
