#include "io/mzml/write_mzml.hpp"

#include "io/base/atomic_file.hpp"
#include "io/base/base64.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha1.hpp"
#include "io/mzml/mzml_text.hpp"
#include "io/mzml/trace_text.hpp"

#include <libdeflate.h>
#include <zlib.h>

#include <array>
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
    Output(AtomicFile& file, const MzmlWriteOptions& options)
        : file_(file), gzip_(options.gzip), hash_(options.indexed) {
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
    void finish() {
        if (gzip_) compress({}, Z_FINISH);
    }
    [[nodiscard]] std::uint64_t position() const { return position_; }
    [[nodiscard]] std::string sha1_so_far() const { return Sha1(sha1_).hex(); }

private:
    AtomicFile& file_;
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

// ---- spectra and traces
// -------------------------------------------------------------------------------------------------

class ElementWriter {
public:
    explicit ElementWriter(const MzmlWriteOptions& options)
        : options_(options), compressor_(::libdeflate_alloc_compressor(zlib_level)) {
        if (!compressor_) throw std::bad_alloc();
    }
    ~ElementWriter() { ::libdeflate_free_compressor(compressor_); }
    ElementWriter(const ElementWriter&) = delete;
    ElementWriter& operator=(const ElementWriter&) = delete;

    /// The element with its indentation; begins with six blanks.
    std::string text(const Spectrum& spectrum, std::size_t index, const std::string& id) {
        std::string out = spectrum_head(spectrum, index, id, options_.time_in_minutes);
        const std::string mz_terms = array_terms(true, options_.mz_64_bit, options_.zlib);
        if (options_.mz_64_bit)
            append_array(out, bytes_of(spectrum.mz), mz_terms);
        else
            append_array(out, bytes_of(std::vector<float>(spectrum.mz.begin(), spectrum.mz.end())), mz_terms);
        append_array(out, bytes_of(spectrum.intensity), array_terms(false, false, options_.zlib));
        return out += spectrum_tail;
    }

    /// The same of a trace.
    std::string text(const Trace& trace, std::size_t index) {
        std::string out = trace_head(trace, index);
        append_array(out, bytes_of(trace.time_s), trace_array_terms(trace, true, options_.zlib));
        append_array(out, bytes_of(trace.value), trace_array_terms(trace, false, options_.zlib));
        return out += trace_tail;
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

    void append_array(std::string& out, std::string_view bytes, const std::string& terms) {
        base64_.clear();
        append_base64(base64_, options_.zlib ? compressed(bytes) : bytes);
        out += "          <binaryDataArray encodedLength=\"" + std::to_string(base64_.size()) + "\">";
        out += terms + "<binary>" + base64_ + "</binary></binaryDataArray>\n";
    }

    std::string_view compressed(std::string_view bytes) {
        compressed_.resize(::libdeflate_zlib_compress_bound(compressor_, bytes.size()));
        const auto size =
            ::libdeflate_zlib_compress(compressor_, bytes.data(), bytes.size(), compressed_.data(), compressed_.size());
        return std::string_view(compressed_).substr(0, size);
    }
};

// Where each element begins, by its id.
using Places = std::vector<std::pair<std::string, std::uint64_t>>;

std::string index_of(std::string_view kind, const Places& places) {
    std::string text = "    <index name=\"" + std::string(kind) + "\">\n";
    for (const auto& [id, offset] : places)
        text += "      <offset idRef=\"" + xml_attribute(id) + "\">" + std::to_string(offset) + "</offset>\n";
    return text + "    </index>\n";
}

std::string index_text(const Places& spectra, const Places& traces, std::uint64_t list_at) {
    std::string text = "  <indexList count=\"" + std::to_string(traces.empty() ? 1 : 2) + "\">\n";
    text += index_of("spectrum", spectra);
    if (!traces.empty()) text += index_of("chromatogram", traces);
    return text + "  </indexList>\n  <indexListOffset>" + std::to_string(list_at) + "</indexListOffset>\n";
}

Places write_traces(Output& out, ElementWriter& writer, const std::vector<Trace>& traces) {
    Places places;
    if (traces.empty()) return places;
    out.write(trace_list_head(traces.size()));
    for (const Trace& trace : traces) {
        places.emplace_back(trace.name, out.position() + spectrum_indent);
        out.write(writer.text(trace, places.size() - 1));
    }
    out.write(trace_list_tail);
    return places;
}

}  // namespace

void write_mzml(AtomicFile& file, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumMaker& make) {
    Output out(file, options);
    ElementWriter writer(options);
    out.write(mzml_head(options, spectrum_count));

    Places places;
    std::size_t written = 0;
    make([&](const Spectrum& spectrum) {
        require(written < spectrum_count, quoted_path(file.path()) + ": more spectra than announced");
        require_writable(file.path(), spectrum);
        const std::string id = written_id(spectrum, written);
        if (options.indexed) places.emplace_back(id, out.position() + spectrum_indent);  // of '<'
        out.write(writer.text(spectrum, written, id));
        ++written;
    });
    require(written == spectrum_count, quoted_path(file.path()) + ": fewer spectra than announced");

    out.write(spectrum_list_tail);
    const Places traces = write_traces(out, writer, options.facts.traces);
    out.write(mzml_tail);
    if (options.indexed) {
        out.write(index_text(places, traces, out.position() + 2));
        out.write("  <fileChecksum>");
        out.write(out.sha1_so_far() + "</fileChecksum>\n</indexedmzML>\n");
    }
    out.finish();
}

void write_mzml(const std::filesystem::path& path, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumMaker& make) {
    AtomicFile file(path);
    write_mzml(file, options, spectrum_count, make);
    file.commit();
}

void write_mzml(const std::filesystem::path& path, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumSource& next) {
    write_mzml(path, options, spectrum_count, [&](const SpectrumTaker& take) {
        for (Spectrum spectrum; next(spectrum);) take(spectrum);
    });
}

}  // namespace gassan
