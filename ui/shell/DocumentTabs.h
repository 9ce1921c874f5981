#pragma once

#include "ui/pages/DocumentPage.h"

#include <QTabWidget>
#include <QVariantList>

namespace assay {

class PageFactory;

/// The document area. One tab for each kind and subject; opening it again raises it.
class DocumentTabs : public QTabWidget {
    Q_OBJECT
public:
    DocumentTabs(const PageFactory &factory, QWidget *parent = nullptr);
    /// Null when nobody makes pages of that kind.
    DocumentPage *open(const QString &kind, const QString &subject = {});
    DocumentPage *current() const;
    DocumentPage *page(int index) const;
    int indexOfPage(const DocumentPage *page) const; ///< -1: not here
    /// False when the page wants to stay.
    bool close(int index);
    QVariantList saveTabs() const;
    /// Opens what saveTabs() saw; kinds nobody makes any more are left out.
    void restoreTabs(const QVariantList &tabs, int currentIndex);

Q_SIGNALS:
    void messageRequested(const assay::UserMessage &message);
    void currentPageChanged(assay::DocumentPage *page);
    void lastTabClosed();
    void pageAdded(assay::DocumentPage *page);

private:
    void addPage(DocumentPage *page);
    void updateTab(DocumentPage *page);
    const PageFactory &m_factory;
};

} // namespace assay
