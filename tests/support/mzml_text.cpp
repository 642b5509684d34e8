#include "tests/support/mzml_text.hpp"

#include <zlib.h>

#include <cstring>
#include <stdexcept>

namespace gassan::test {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string deflated(std::string_view bytes, int window) {
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
    std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

std::string simple_base64(std::string_view bytes) {
    std::string bits, text;
    for (const char c : bytes)
        for (int bit = 7; bit >= 0; --bit) bits += (static_cast<unsigned char>(c) >> bit & 1) ? '1' : '0';
    while (bits.size() % 6 != 0) bits += '0';
    for (std::size_t i = 0; i < bits.size(); i += 6) text += alphabet[std::stoul(bits.substr(i, 6), nullptr, 2)];
    while (text.size() % 4 != 0) text += '=';
    return text;
}

std::optional<std::string> simple_base64_decoded(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') digits += c;
    if (digits.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && !digits.empty() && digits.back() == '=') {
        digits.pop_back();
        ++padding;
    }
    std::string bytes;
    unsigned bits = 0;
    int held = 0;
    for (const char c : digits) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffff;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held);
    }
    return bytes;
}

std::string zlib_bytes(std::string_view bytes) {
    return deflated(bytes, 15);
}

std::string gzip_bytes(std::string_view bytes) {
    return deflated(bytes, 15 + 16);
}

std::string gzip_members(std::string_view bytes, std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += size) out += gzip_bytes(bytes.substr(i, size));
    return out;
}

std::string utf16(std::string_view ascii, bool big_endian, bool mark) {
    std::string out = mark ? (big_endian ? "\xfe\xff" : "\xff\xfe") : "";
    for (const char c : ascii) out += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
    return out;
}

std::string doubles(const std::vector<double>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double)};
}

std::string floats(const std::vector<double>& values) {
    const std::vector<float> narrow(values.begin(), values.end());
    return {reinterpret_cast<const char*>(narrow.data()), narrow.size() * sizeof(float)};
}

std::string replaced(std::string text, std::string_view from, std::string_view to, std::size_t nth) {
    auto at = text.find(from);
    for (; nth > 0 && at != std::string::npos; --nth) at = text.find(from, at + 1);
    if (at == std::string::npos) throw std::logic_error("nothing to replace: " + std::string(from));
    return text.replace(at, from.size(), to);
}

std::string replaced_all(std::string text, std::string_view from, std::string_view to) {
    std::string out;
    std::size_t at = 0, found;
    while ((found = text.find(from, at)) != std::string::npos) {
        out += text.substr(at, found - at);
        out += to;
        at = found + from.size();
    }
    if (at == 0) throw std::logic_error("nothing to replace: " + std::string(from));
    return out + text.substr(at);
}

std::string cv(std::string_view accession, std::string_view name, std::string_view value) {
    return "<cvParam cvRef=\"MS\" accession=\"" + std::string(accession) + "\" name=\"" + std::string(name) +
           "\" value=\"" + std::string(value) + "\"/>";
}

ArrayText mz_array(const std::vector<double>& mz) {
    return {cv("MS:1000523", "64-bit float") + cv("MS:1000574", "zlib compression") + cv("MS:1000514", "m/z array"),
            simple_base64(zlib_bytes(doubles(mz))), ""};
}

ArrayText intensity_array(const std::vector<double>& intensity) {
    return {
        cv("MS:1000521", "32-bit float") + cv("MS:1000574", "zlib compression") + cv("MS:1000515", "intensity array"),
        simple_base64(zlib_bytes(floats(intensity))), ""};
}

ArrayText with_payload(ArrayText array, std::string_view bytes) {
    array.payload = simple_base64(bytes);
    return array;
}

std::string SpectrumText::xml() const {
    std::string text = "      <spectrum index=\"" + index + "\" id=\"" + id + "\" defaultArrayLength=\"" + length +
                       "\">\n        " + cv("MS:1000511", "ms level", level) + terms +
                       "\n        <scanList count=\"1\"><scan>";
    text += "<cvParam cvRef=\"MS\" accession=\"MS:1000016\" name=\"scan start time\" value=\"" + time +
            "\" unitCvRef=\"UO\" unitAccession=\"" + unit + "\" unitName=\"" + unit_name + "\"/></scan></scanList>\n";
    text += "        <binaryDataArrayList count=\"" + std::to_string(arrays.size()) + "\">\n";
    for (const auto& array : arrays)
        text += "          <binaryDataArray encodedLength=\"" +
                (array.length.empty() ? std::to_string(array.payload.size()) : array.length) + "\">" + array.terms +
                "<binary>" + array.payload + "</binary></binaryDataArray>\n";
    return text + "        </binaryDataArrayList>\n      </spectrum>\n";
}

std::string RunText::xml() const {
    std::string text = declaration;
    if (indexed) text += "<indexedmzML xmlns=\"http://psi.hupo.org/ms/mzml\">\n";
    text += "<mzML xmlns=\"http://psi.hupo.org/ms/mzml\" id=\"small\" version=\"1.1.0\">\n" + head +
            "  <run id=\"small\" startTimeStamp=\"2026-01-02T03:04:05Z\">\n    <spectrumList count=\"" + count +
            "\">\n";
    std::string index;
    for (const auto& spectrum : spectra) {
        index += "<offset idRef=\"" + spectrum.id + "\">" + std::to_string(text.size() + 6) + "</offset>";
        text += spectrum.xml();
    }
    text += "    </spectrumList>\n  </run>\n</mzML>\n";
    if (!indexed) return text;
    const auto list_at = text.size();
    return text + "<indexList count=\"1\"><index name=\"spectrum\">" + index +
           "</index></indexList>\n<indexListOffset>" + std::to_string(list_at) +
           "</indexListOffset>\n<fileChecksum>0000000000000000000000000000000000000000</fileChecksum>\n</"
           "indexedmzML>\n";
}

RunText small_mzml_run() {
    RunText run;
    run.head =
        "  <softwareList count=\"1\"><software id=\"S\" version=\"1\">" +
        cv("MS:1000799", "custom unreleased software tool", "by hand") +
        "</software></softwareList>\n  <sampleList count=\"1\"><sample id=\"SA1\" name=\"S001\"/></sampleList>\n";
    const std::string centroid = cv("MS:1000130", "positive scan") + cv("MS:1000127", "centroid spectrum");
    const auto add = [&](const std::string& level, const std::string& time, const std::vector<double>& mz,
                         const std::vector<double>& intensity) {
        const auto n = run.spectra.size();
        run.spectra.push_back({.index = std::to_string(n),
                               .id = "scan=" + std::to_string(n + 1),
                               .length = std::to_string(mz.size()),
                               .level = level,
                               .terms = centroid,
                               .time = time,
                               .arrays = {mz_array(mz), intensity_array(intensity)}});
    };
    add("1", "100.5", {90.055, 104.0706, 118.0863, 147.1128, 175.119, 204.0867}, {10, 200, 30, 4000, 55.5, 6});
    add("1", "101", {76.0393, 90.0551, 104.0707, 118.0862, 132.1019, 147.1129, 166.0863, 175.1191, 204.0866},
        {11, 21, 31, 41, 51, 61, 71, 81, 91.25});
    add("2", "101.2", {50.25, 60.5}, {7, 8});
    add("1", "101.75", {90.0549, 147.1127, 147.1127, 205.5}, {1, 2, 3, 4});
    add("1", "102.5", {}, {});
    add("1", "103.125", {80.125, 90.0552, 104.0706, 118.0864, 147.1126, 175.1189, 204.0868}, {5, 6, 7, 8, 9, 10, 11});
    run.count = std::to_string(run.spectra.size());
    return run;
}

}  // namespace gassan::test
