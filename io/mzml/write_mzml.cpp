#include "io/mzml/write_mzml.hpp"

#include "core/base/fields.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/base64.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha1.hpp"
#include "io/base/text_encoding.hpp"
#include "io/mzml/numbers.hpp"

#include <libdeflate.h>
#include <zlib.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace gassan {
namespace {

constexpr int zlib_level = 6;  // zlib's own default: 9 gains 1 % on mantissas and costs twice the time

// ---- bytes out -----------------------------------------------------------------------------------------------

// Everything that is written passes here: counted for the index, hashed for the checksum, compressed if asked for.
class Output {
public:
    Output(const std::filesystem::path& path, const MzmlWriteOptions& options)
        : file_(path), gzip_(options.gzip), hash_(options.indexed) {
        // Window 15 + 16 makes a gzip wrapper whose header holds no name and no time: the same bytes every time.
        if (gzip_ && ::deflateInit2(&stream_, zlib_level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc();
    }
    ~Output() {
        if (gzip_) ::deflateEnd(&stream_);
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void write(std::string_view text) {
        position_ += text.size();
        if (hash_) sha1_.add(text);
        if (gzip_)
            compress(text, Z_NO_FLUSH);
        else
            file_.write(text);
    }
    void commit() {
        if (gzip_) compress({}, Z_FINISH);
        file_.commit();
    }
    [[nodiscard]] std::uint64_t position() const { return position_; }
    [[nodiscard]] std::string sha1_so_far() const { return Sha1(sha1_).hex(); }

private:
    AtomicFile file_;
    bool gzip_, hash_;
    z_stream stream_{};
    Sha1 sha1_;
    std::uint64_t position_ = 0;

    void compress(std::string_view text, int flush) {
        std::array<unsigned char, 64 * 1024> block;
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        stream_.avail_in = static_cast<uInt>(text.size());  // one spectrum at most: far below 4 GiB
        int status = Z_OK;
        do {
            stream_.next_out = block.data();
            stream_.avail_out = static_cast<uInt>(block.size());
            status = ::deflate(&stream_, flush);
            file_.write({reinterpret_cast<const char*>(block.data()), block.size() - stream_.avail_out});
        } while (stream_.avail_out == 0 || (flush == Z_FINISH && status != Z_STREAM_END));
    }
};

// ---- text ----------------------------------------------------------------------------------------------------

// Any bytes as the value of an attribute; what XML cannot hold becomes '?'.
std::string attribute(std::string_view text) {
    std::string out;
    auto bad = first_bad_utf8(text);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (i == bad) {
            out += '?';
            const auto next = first_bad_utf8(text.substr(i + 1));
            bad = next == std::string_view::npos ? next : i + 1 + next;
            continue;
        }
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\t':
                out += "&#9;";
                break;
            case '\n':
                out += "&#10;";
                break;
            case '\r':
                out += "&#13;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
        }
    }
    return out;
}

std::string param(std::string_view accession, std::string_view name, std::string_view value = "") {
    return "<cvParam cvRef=\"MS\" accession=\"" + std::string(accession) + "\" name=\"" + std::string(name) +
           "\" value=\"" + std::string(value) + "\"/>";
}

std::string param_with_unit(std::string_view accession, std::string_view name, std::string_view value,
                            std::string_view unit, std::string_view unit_name) {
    auto text = param(accession, name, value);
    text.resize(text.size() - 2);
    return text + " unitCvRef=\"" + std::string(unit.substr(0, 2)) + "\" unitAccession=\"" + std::string(unit) +
           "\" unitName=\"" + std::string(unit_name) + "\"/>";
}

std::string head_text(const MzmlWriteOptions& options, std::size_t spectrum_count) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const std::string schema =
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\""
        "http://psi.hupo.org/ms/mzml http://psidev.info/files/ms/mzML/xsd/";
    if (options.indexed)
        text += "<indexedmzML xmlns=\"http://psi.hupo.org/ms/mzml\" " + schema + "mzML1.1.2_idx.xsd\">\n";
    const auto software = attribute(options.software_name);
    text += "<mzML xmlns=\"http://psi.hupo.org/ms/mzml\" " + schema + "mzML1.1.0.xsd\" id=\"" +
            attribute(options.run_id) + "\" version=\"1.1.0\">\n";
    text +=
        "  <cvList count=\"2\">\n"
        "    <cv id=\"MS\" fullName=\"Proteomics Standards Initiative Mass Spectrometry Ontology\" version=\"4.1.155\" "
        "URI=\"https://raw.githubusercontent.com/HUPO-PSI/psi-ms-CV/master/psi-ms.obo\"/>\n"
        "    <cv id=\"UO\" fullName=\"Unit Ontology\" version=\"09:04:2014\" "
        "URI=\"https://raw.githubusercontent.com/bio-ontology-research-group/unit-ontology/master/unit.obo\"/>\n"
        "  </cvList>\n";
    text += "  <fileDescription>\n    <fileContent>" + param("MS:1000579", "MS1 spectrum") +
            "</fileContent>\n  </fileDescription>\n";
    text += "  <softwareList count=\"1\">\n    <software id=\"SW1\" version=\"" + attribute(options.software_version) +
            "\">" + param("MS:1000799", "custom unreleased software tool", software) +
            "</software>\n  </softwareList>\n";
    text += "  <instrumentConfigurationList count=\"1\">\n    <instrumentConfiguration id=\"IC1\">" +
            param("MS:1000031", "instrument model") + "</instrumentConfiguration>\n  </instrumentConfigurationList>\n";
    text +=
        "  <dataProcessingList count=\"1\">\n    <dataProcessing id=\"DP1\">"
        "<processingMethod order=\"0\" softwareRef=\"SW1\">" +
        param("MS:1000544", "Conversion to mzML") + "</processingMethod></dataProcessing>\n  </dataProcessingList>\n";
    text += "  <run id=\"" + attribute(options.run_id) + "\" defaultInstrumentConfigurationRef=\"IC1\">\n" +
            "    <spectrumList count=\"" + std::to_string(spectrum_count) + "\" defaultDataProcessingRef=\"DP1\">\n";
    return text;
}

// ---- spectra -------------------------------------------------------------------------------------------------

class SpectrumWriter {
public:
    explicit SpectrumWriter(const MzmlWriteOptions& options)
        : options_(options), compressor_(::libdeflate_alloc_compressor(zlib_level)) {
        if (!compressor_) throw std::bad_alloc();
    }
    ~SpectrumWriter() { ::libdeflate_free_compressor(compressor_); }
    SpectrumWriter(const SpectrumWriter&) = delete;
    SpectrumWriter& operator=(const SpectrumWriter&) = delete;

    /// The element with its indentation; begins with six blanks.
    std::string text(const Spectrum& spectrum, std::size_t index, const std::string& id) {
        std::string out = "      <spectrum index=\"" + std::to_string(index) + "\" id=\"" + attribute(id) +
                          "\" defaultArrayLength=\"" + std::to_string(spectrum.mz.size()) + "\">\n        ";
        append_terms(out, spectrum);
        append_time(out, spectrum.time_s);
        out += "        <binaryDataArrayList count=\"2\">\n";
        if (options_.mz_64_bit)
            append_array(out, bytes_of(spectrum.mz), true, true);
        else
            append_array(out, bytes_of(std::vector<float>(spectrum.mz.begin(), spectrum.mz.end())), false, true);
        append_array(out, bytes_of(spectrum.intensity), false, false);
        out += "        </binaryDataArrayList>\n      </spectrum>\n";
        return out;
    }

private:
    const MzmlWriteOptions& options_;
    libdeflate_compressor* compressor_;
    std::string raw_, compressed_, base64_;

    template <class Value>
    std::string_view bytes_of(const std::vector<Value>& values) {
        raw_.assign(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value));
        return raw_;
    }

    static void append_terms(std::string& out, const Spectrum& spectrum) {
        out += param("MS:1000511", "ms level", std::to_string(spectrum.ms_level));
        out += spectrum.ms_level == 1 ? param("MS:1000579", "MS1 spectrum") : param("MS:1000580", "MSn spectrum");
        if (spectrum.polarity == Polarity::positive) out += param("MS:1000130", "positive scan");
        if (spectrum.polarity == Polarity::negative) out += param("MS:1000129", "negative scan");
        if (spectrum.representation == Representation::centroid) out += param("MS:1000127", "centroid spectrum");
        if (spectrum.representation == Representation::profile) out += param("MS:1000128", "profile spectrum");
    }

    void append_time(std::string& out, double time_s) const {
        const bool minutes = options_.time_in_minutes;
        out += "\n        <scanList count=\"1\">" + param("MS:1000795", "no combination") + "<scan>" +
               param_with_unit("MS:1000016", "scan start time",
                               minutes ? seconds_as_minutes_text(time_s) : number_text(time_s),
                               minutes ? "UO:0000031" : "UO:0000010", minutes ? "minute" : "second") +
               "</scan></scanList>\n";
    }

    void append_array(std::string& out, std::string_view bytes, bool is_64_bit, bool is_mz) {
        base64_.clear();
        append_base64(base64_, options_.zlib ? compressed(bytes) : bytes);
        out += "          <binaryDataArray encodedLength=\"" + std::to_string(base64_.size()) + "\">";
        out += is_64_bit ? param("MS:1000523", "64-bit float") : param("MS:1000521", "32-bit float");
        out += options_.zlib ? param("MS:1000574", "zlib compression") : param("MS:1000576", "no compression");
        out += is_mz ? param_with_unit("MS:1000514", "m/z array", "", "MS:1000040", "m/z")
                     : param_with_unit("MS:1000515", "intensity array", "", "MS:1000131", "number of detector counts");
        out += "<binary>" + base64_ + "</binary></binaryDataArray>\n";
    }

    std::string_view compressed(std::string_view bytes) {
        compressed_.resize(::libdeflate_zlib_compress_bound(compressor_, bytes.size()));
        const auto size =
            ::libdeflate_zlib_compress(compressor_, bytes.data(), bytes.size(), compressed_.data(), compressed_.size());
        return std::string_view(compressed_).substr(0, size);
    }
};

void require_writable(const std::filesystem::path& path, const Spectrum& spectrum) {
    const std::string which = quoted_path(path) + ": spectrum " + std::to_string(spectrum.index) + ": ";
    require(std::isfinite(spectrum.time_s) && spectrum.time_s >= 0.0,
            which + "its time must be finite and not negative");
    require(spectrum.mz.size() == spectrum.intensity.size(), which + "m/z and intensity must be equally many");
}

std::string index_text(const std::vector<std::pair<std::string, std::uint64_t>>& entries, std::uint64_t list_at) {
    std::string text = "  <indexList count=\"1\">\n    <index name=\"spectrum\">\n";
    for (const auto& [id, offset] : entries)
        text += "      <offset idRef=\"" + attribute(id) + "\">" + std::to_string(offset) + "</offset>\n";
    return text + "    </index>\n  </indexList>\n  <indexListOffset>" + std::to_string(list_at) +
           "</indexListOffset>\n";
}

}  // namespace

void write_mzml(const std::filesystem::path& path, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const std::function<void(const SpectrumTaker& take)>& make) {
    Output out(path, options);
    SpectrumWriter writer(options);
    out.write(head_text(options, spectrum_count));

    std::vector<std::pair<std::string, std::uint64_t>> entries;
    std::size_t written = 0;
    make([&](const Spectrum& spectrum) {
        require(written < spectrum_count, quoted_path(path) + ": more spectra than announced");
        require_writable(path, spectrum);
        const std::string id = spectrum.id.empty() ? "scan=" + std::to_string(written + 1) : spectrum.id;
        if (options.indexed) entries.emplace_back(id, out.position() + 6);  // of '<', behind the indentation
        out.write(writer.text(spectrum, written, id));
        ++written;
    });
    require(written == spectrum_count, quoted_path(path) + ": fewer spectra than announced");

    out.write("    </spectrumList>\n  </run>\n</mzML>\n");
    if (options.indexed) {
        out.write(index_text(entries, out.position() + 2));
        out.write("  <fileChecksum>");
        out.write(out.sha1_so_far() + "</fileChecksum>\n</indexedmzML>\n");
    }
    out.commit();
}

void write_mzml(const std::filesystem::path& path, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumSource& next) {
    write_mzml(path, options, spectrum_count, [&](const SpectrumTaker& take) {
        for (Spectrum spectrum; next(spectrum);) take(spectrum);
    });
}

}  // namespace gassan
