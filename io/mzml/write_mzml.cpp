#include "io/mzml/write_mzml.hpp"

#include "io/base/atomic_file.hpp"
#include "io/base/base64.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha1.hpp"
#include "io/mzml/mzml_text.hpp"

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
        std::string out = spectrum_head(spectrum, index, id, options_.time_in_minutes);
        if (options_.mz_64_bit)
            append_array(out, bytes_of(spectrum.mz), true, true);
        else
            append_array(out, bytes_of(std::vector<float>(spectrum.mz.begin(), spectrum.mz.end())), false, true);
        append_array(out, bytes_of(spectrum.intensity), false, false);
        return out += spectrum_tail;
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

    void append_array(std::string& out, std::string_view bytes, bool is_64_bit, bool is_mz) {
        base64_.clear();
        append_base64(base64_, options_.zlib ? compressed(bytes) : bytes);
        out += "          <binaryDataArray encodedLength=\"" + std::to_string(base64_.size()) + "\">";
        out += array_terms(is_mz, is_64_bit, options_.zlib);
        out += "<binary>" + base64_ + "</binary></binaryDataArray>\n";
    }

    std::string_view compressed(std::string_view bytes) {
        compressed_.resize(::libdeflate_zlib_compress_bound(compressor_, bytes.size()));
        const auto size =
            ::libdeflate_zlib_compress(compressor_, bytes.data(), bytes.size(), compressed_.data(), compressed_.size());
        return std::string_view(compressed_).substr(0, size);
    }
};

std::string index_text(const std::vector<std::pair<std::string, std::uint64_t>>& entries, std::uint64_t list_at) {
    std::string text = "  <indexList count=\"1\">\n    <index name=\"spectrum\">\n";
    for (const auto& [id, offset] : entries)
        text += "      <offset idRef=\"" + xml_attribute(id) + "\">" + std::to_string(offset) + "</offset>\n";
    return text + "    </index>\n  </indexList>\n  <indexListOffset>" + std::to_string(list_at) +
           "</indexListOffset>\n";
}

}  // namespace

void write_mzml(AtomicFile& file, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumMaker& make) {
    Output out(file, options);
    SpectrumWriter writer(options);
    out.write(mzml_head(options, spectrum_count));

    std::vector<std::pair<std::string, std::uint64_t>> entries;
    std::size_t written = 0;
    make([&](const Spectrum& spectrum) {
        require(written < spectrum_count, quoted_path(file.path()) + ": more spectra than announced");
        require_writable(file.path(), spectrum);
        const std::string id = written_id(spectrum, written);
        if (options.indexed) entries.emplace_back(id, out.position() + spectrum_indent);  // of '<'
        out.write(writer.text(spectrum, written, id));
        ++written;
    });
    require(written == spectrum_count, quoted_path(file.path()) + ": fewer spectra than announced");

    out.write(mzml_tail);
    if (options.indexed) {
        out.write(index_text(entries, out.position() + 2));
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
