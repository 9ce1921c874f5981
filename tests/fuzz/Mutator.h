#pragma once

#include <QByteArray>
#include <QList>

#include <random>

namespace assay::test {

/// Makes new inputs of old ones: bytes, pieces of others, odd words, and changes to the structure of what is JSON.
class Mutator {
public:
    Mutator(quint64 seed, QList<QByteArray> seeds) : m_random(seed), m_seeds(std::move(seeds)) {}
    QByteArray next();

private:
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : std::size_t(m_random() % limit); }
    void changeBytes(QByteArray &text);
    bool changeStructure(QByteArray &text);
    std::mt19937_64 m_random;
    const QList<QByteArray> m_seeds;
};

} // namespace assay::test
