#include "io/base/sha256.hpp"

#include "io/base/faults.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;

// The examples of NIST, "Secure Hash Standard: SHA-256 examples": one block, two blocks, and a million letters a.
TEST_CASE("sha256: gives the digests NIST prints", "[sha256]") {
    CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("sha256: of a file longer than a block is that of its bytes, with the size", "[sha256]") {
    const TempFolder here;
    const std::string bytes(3000001, 'x');
    put_text(here / "a", bytes);
    const FileHash hash = hash_file(here / "a");
    CHECK(hash.bytes == 3000001);
    CHECK(hash.sha256 == sha256(bytes));
    CHECK_THROWS_AS(hash_file(here / "absent"), EnvironmentError);
}
