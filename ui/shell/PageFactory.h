#pragma once

#include <QHash>
#include <QString>

#include <functional>

class QWidget;

namespace assay {

class DocumentPage;

/// Who makes the page of a kind. Filled by the program's composition root, so that the shell knows no page.
class PageFactory {
public:
    using Maker = std::function<DocumentPage *(const QString &subject, QWidget *parent)>;
    void add(const QString &kind, Maker maker) { m_makers.insert(kind, std::move(maker)); }
    bool knows(const QString &kind) const { return m_makers.contains(kind); }
    /// Null for an unknown kind, or when the maker declines (a subject that is gone).
    DocumentPage *make(const QString &kind, const QString &subject, QWidget *parent) const
    {
        const auto maker = m_makers.value(kind);
        return maker ? maker(subject, parent) : nullptr;
    }

private:
    QHash<QString, Maker> m_makers;
};

} // namespace assay
