"""Every plugin of this project keeps the contract."""

from __future__ import annotations

from koppel.testing.contract import source_tests, target_tests
from koppel_billit import demo as billit
from koppel_billit.connector import BillitTarget
from koppel_eboekhouden import demo as eboekhouden
from koppel_eboekhouden.connector import EBoekhoudenTarget
from koppel_exact import demo as exact
from koppel_exact.connector import ExactTarget
from koppel_mijnwebwinkel import demo as mijnwebwinkel
from koppel_mijnwebwinkel.connector import MijnwebwinkelSource
from koppel_plugandpay import demo as plugandpay
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_woocommerce import demo as woocommerce
from koppel_woocommerce.connector import WooCommerceSource

TestMijnwebwinkel = source_tests(MijnwebwinkelSource, mijnwebwinkel.service())
TestPlugAndPay = source_tests(PlugAndPaySource, plugandpay.service())
TestWooCommerce = source_tests(WooCommerceSource, woocommerce.service())
TestExact = target_tests(ExactTarget, exact.service())
TestEBoekhouden = target_tests(EBoekhoudenTarget, eboekhouden.service())
TestBillit = target_tests(BillitTarget, billit.service())
