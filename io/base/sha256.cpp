#include "io/base/sha256.hpp"

#include "io/base/faults.hpp"

#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace gassan {
namespace {

struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

/// A hash that was begun. The library fails only without memory or without its own algorithms.
Context begin() {
    Context context(EVP_MD_CTX_new());
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
        throw EnvironmentError("SHA-256 is not to be had from the system's libcrypto");
    return context;
}

std::string finish(EVP_MD_CTX* context) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(context, digest, &size) != 1) throw EnvironmentError("libcrypto could not end a SHA-256");
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text.push_back(digits[digest[i] >> 4]);
        text.push_back(digits[digest[i] & 15]);
    }
    return text;
}

/// The bytes of a file, up to its end. \return how many
std::uint64_t add_file(EVP_MD_CTX* context, const std::filesystem::path& path) {
    const std::unique_ptr<std::FILE, Free> file(std::fopen(path.c_str(), "rbe"));
    if (!file) throw EnvironmentError(quoted_path(path) + ": cannot be opened: " + std::strerror(errno));
    std::vector<unsigned char> block(1 << 20);
    std::uint64_t bytes = 0;
    while (const std::size_t size = std::fread(block.data(), 1, block.size(), file.get())) {
        EVP_DigestUpdate(context, block.data(), size);
        bytes += size;
    }
    if (std::ferror(file.get()))
        throw EnvironmentError(quoted_path(path) + ": cannot be read: " + std::strerror(errno));
    return bytes;
}

}  // namespace

std::string sha256(std::string_view bytes) {
    const Context context = begin();
    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
    return finish(context.get());
}

FileHash hash_file(const std::filesystem::path& path) {
    const Context context = begin();
    FileHash hash;
    hash.bytes = add_file(context.get(), path);
    hash.sha256 = finish(context.get());
    return hash;
}

FileHash hash_files(const std::vector<NamedFile>& files) {
    const Context context = begin();
    FileHash hash;
    for (const NamedFile& file : files) {
        std::error_code code;
        const auto size = std::filesystem::file_size(file.path, code);
        const std::string head = file.name + "\n" + (code ? "" : std::to_string(size)) + "\n";
        EVP_DigestUpdate(context.get(), head.data(), head.size());
        hash.bytes += add_file(context.get(), file.path);
    }
    hash.sha256 = finish(context.get());
    return hash;
}

}  // namespace gassan
