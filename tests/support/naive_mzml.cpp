#include "tests/support/naive_mzml.hpp"

#include "tests/support/mzml_text.hpp"

#include <zlib.h>
#include <pugixml.hpp>

#include <charconv>
#include <cstring>
#include <map>
#include <stdexcept>

namespace gassan::test {
namespace {

std::string content(const std::filesystem::path& path) {
    const gzFile file = gzopen(path.c_str(), "rb");  // reads plain files as they are
    if (!file) throw std::runtime_error("cannot open " + path.string());
    std::string text, piece(1 << 16, '\0');
    for (int got = 0; (got = gzread(file, piece.data(), unsigned(piece.size()))) > 0;)
        text.append(piece, 0, std::size_t(got));
    gzclose(file);
    return text;
}

// Of an element: its own terms and those of the groups it refers to.
using Terms = std::map<std::string, pugi::xml_node>;

Terms terms_of(const pugi::xml_node& node, const pugi::xml_document& document) {
    Terms terms;
    for (const auto& param : node.children("cvParam")) terms[param.attribute("accession").value()] = param;
    for (const auto& reference : node.children("referenceableParamGroupRef")) {
        const std::string query =
            "//referenceableParamGroup[@id='" + std::string(reference.attribute("ref").value()) + "']/cvParam";
        for (const auto& found : document.select_nodes(query.c_str()))
            terms[found.node().attribute("accession").value()] = found.node();
    }
    return terms;
}

double number(const char* text) {
    double value = 0;
    std::from_chars(text, text + std::strlen(text), value);
    return value;
}

std::vector<double> array_of(const pugi::xml_node& array, const Terms& terms) {
    std::string bytes = simple_base64_decoded(array.child("binary").child_value()).value();
    if (terms.count("MS:1000574") && !bytes.empty()) {
        std::string out(64 * bytes.size() + 4096, '\0');
        uLongf size = out.size();
        if (uncompress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                       bytes.size()) != Z_OK)
            throw std::runtime_error("zlib");
        bytes = out.substr(0, size);
    }
    std::vector<double> values;
    const std::size_t width = terms.count("MS:1000523") ? 8 : 4;
    for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
        double wide = 0;
        float narrow = 0;
        if (width == 8)
            std::memcpy(&wide, bytes.data() + at, 8);
        else
            std::memcpy(&narrow, bytes.data() + at, 4);
        values.push_back(width == 8 ? wide : double(narrow));
    }
    return values;
}

}  // namespace

std::vector<NaiveSpectrum> naive_mzml(const std::filesystem::path& path) {
    const std::string text = content(path);
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size())) throw std::runtime_error("not XML: " + path.string());
    std::vector<NaiveSpectrum> spectra;
    for (const auto& found : document.select_nodes("//spectrum")) {
        const auto node = found.node();
        auto terms = terms_of(node, document);
        if (std::string(terms["MS:1000511"].attribute("value").value()) != "1") continue;
        NaiveSpectrum spectrum;
        spectrum.id = node.attribute("id").value();
        const auto scan = node.child("scanList").child("scan");
        const auto time = terms_of(scan, document)["MS:1000016"];
        spectrum.time = number(time.attribute("value").value());
        spectrum.time_unit = time.attribute("unitName").value();
        for (const auto& array : node.child("binaryDataArrayList").children("binaryDataArray")) {
            const auto kinds = terms_of(array, document);
            if (kinds.count("MS:1000514")) spectrum.mz = array_of(array, kinds);
            if (kinds.count("MS:1000515")) spectrum.intensity = array_of(array, kinds);
        }
        spectra.push_back(std::move(spectrum));
    }
    return spectra;
}

}  // namespace gassan::test
